import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { spokenTime } from '../clock/spoken-time.js';
import { Button } from '../components/Button.js';
import { Check } from '../components/Field.js';
import { Note, type NoteProps } from '../components/Note.js';
import { Screen } from '../components/Screen.js';
import { SpaceNote, useSpace } from '../components/SpaceNote.js';
import type { Sender, SendingView } from '../sending/sender.js';
import { recordSentence, sendingSentence } from '../sending/sentence.js';
import { useSending } from '../sending/use-sending.js';
import { holderOf } from '../storage/holder.js';
import type { Enrolment, SealedRecord, StoredReceipt, Tombstone, Vault } from '../storage/vault.js';
import { useServices } from '../use-services.js';

interface Shelf {
  readonly enrolments: readonly Enrolment[];
  readonly records: readonly SealedRecord[];
  readonly receipts: readonly StoredReceipt[];
  readonly tombstones: readonly Tombstone[];
}

/** A thousand may wait: while they are sent, the lists are read anew no oftener than this. */
const PAUSE_MS = 1000;
const PAGE = 20;

/** What waits to be sent, and the receipts of what was (§8.13, §10.3). */
export default function Sending() {
  const { sender, vault } = useServices();
  const navigate = useNavigate();
  const view = useSending(sender);
  const shelf = useShelf(vault, sender);
  const space = useSpace();
  const [wifiOnly, setWifiOnly] = useState(false);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    void vault.setting('wifiOnly').then((value) => {
      setWifiOnly(value ?? false);
    });
  }, [vault]);

  const chooseWifi = async (chosen: boolean): Promise<void> => {
    setWifiOnly(chosen);
    await vault.saveSetting('wifiOnly', chosen);
    await sender.run(true);
  };
  return (
    <Screen
      title="Envíos y acuses"
      onBack={() => {
        navigate('/');
      }}
      actions={
        view.waiting > 0 && (
          <Button disabled={view.state === 'sending'} onPress={() => void sender.run(true)}>
            Enviar ahora
          </Button>
        )
      }
    >
      <div role="status">
        <Note kind={noteKind(view)}>{sendingSentence(view)}</Note>
      </div>
      {view.state === 'busy' && view.nextAt !== undefined && (
        <p className="secondary">Próximo intento: {spokenTime(new Date(view.nextAt))}</p>
      )}
      {view.state === 'sending' && <progress aria-label="Avance del envío" max={view.total} value={view.done} />}
      <SpaceNote verdict={space} />
      {shelf && shelf.enrolments.length > 1 && (
        <ChooseRegistration enrolments={shelf.enrolments} chosen={chosen} onChoose={setChosen} />
      )}
      {shelf && <Shelves shelf={shelf} chosen={chosen} view={view} />}
      <Check label="Enviar solo con Wi-Fi" checked={wifiOnly} onCheck={(chosen) => void chooseWifi(chosen)} />
    </Screen>
  );
}

function noteKind({ state, waiting }: SendingView): NoteProps['kind'] {
  if (state === 'opening' || state === 'sending' || state === 'elsewhere') return 'process';
  return waiting === 0 ? 'good' : 'attention';
}

/** What lies in the vault, as it changes with the sending. */
function useShelf(vault: Vault, sender: Sender): Shelf | undefined {
  const [shelf, setShelf] = useState<Shelf>();
  const reading = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    let left = false;
    const read = async (): Promise<void> => {
      const [enrolments, records, receipts, tombstones] = await Promise.all([
        vault.enrolments(),
        vault.records(),
        vault.receipts(),
        vault.tombstones(),
      ]);
      receipts.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
      records.sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1));
      if (!left) setShelf({ enrolments, records: records.filter(({ checked }) => checked), receipts, tombstones });
    };
    const later = (): void => {
      reading.current ??= setTimeout(() => {
        reading.current = undefined;
        void read();
      }, PAUSE_MS);
    };
    void read();
    const stop = sender.subscribe(() => {
      if (sender.view.state === 'sending') later();
      else void read();
    });
    return () => {
      left = true;
      stop();
      clearTimeout(reading.current);
      reading.current = undefined;
    };
  }, [vault, sender]);
  return shelf;
}

interface ChooseRegistrationProps {
  readonly enrolments: readonly Enrolment[];
  /** A device, or empty for all. */
  readonly chosen: string;
  readonly onChoose: (deviceId: string) => void;
}

function ChooseRegistration({ enrolments, chosen, onChoose }: ChooseRegistrationProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Mostrar los apoyos de</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => {
          onChoose(event.target.value);
        }}
      >
        <option value="">Todos sus registros</option>
        {enrolments.map(({ deviceId, lease }) => (
          <option key={deviceId} value={deviceId}>
            {lease.aspirant.name} · {lease.auxiliary.name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ShelvesProps {
  readonly shelf: Shelf;
  readonly chosen: string;
  readonly view: SendingView;
}

function Shelves({ shelf, chosen, view }: ShelvesProps) {
  const { enrolments, records, receipts, tombstones } = shelf;
  const isShown = ({ deviceId }: { readonly deviceId: string }): boolean =>
    chosen === '' || holderOf(enrolments, deviceId)?.deviceId === chosen;
  return (
    <>
      <Waiting records={records.filter(isShown)} view={view} />
      <Refused tombstones={tombstones.filter(isShown)} />
      <Receipts receipts={receipts.filter(isShown)} />
    </>
  );
}

interface PagedProps<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly children: (row: Row) => ReactNode;
}

/** A list that shows as many as one reads, and more when asked. */
function Paged<Row extends { readonly folio: string }>({ title, rows, children }: PagedProps<Row>) {
  const [shown, setShown] = useState(PAGE);
  const more = rows.length - shown;
  return (
    <section>
      <h2>
        {title} ({rows.length})
      </h2>
      <ul className="receipts">
        {rows.slice(0, shown).map((row) => (
          <li key={row.folio}>
            <p className="code">{row.folio}</p>
            {children(row)}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Button
          kind="plain"
          onPress={() => {
            setShown(shown + PAGE);
          }}
        >
          Mostrar {Math.min(PAGE, more)} más
        </Button>
      )}
    </section>
  );
}

function Waiting({ records, view }: { readonly records: readonly SealedRecord[]; readonly view: SendingView }) {
  if (records.length === 0) return null;
  return (
    <Paged title="Por enviar" rows={records}>
      {(record) => (
        <>
          <p>{recordSentence(record, view)}</p>
          <p className="secondary">Captado el {spokenTime(record.capturedAt)}</p>
          {record.problem !== undefined && <Note kind="attention">{record.problem}</Note>}
        </>
      )}
    </Paged>
  );
}

function Refused({ tombstones }: { readonly tombstones: readonly Tombstone[] }) {
  if (tombstones.length === 0) return null;
  return (
    <Paged title="No recibidos" rows={tombstones}>
      {({ reason }) => <Note kind="bad">{reason}</Note>}
    </Paged>
  );
}

function Receipts({ receipts }: { readonly receipts: readonly StoredReceipt[] }) {
  if (receipts.length === 0) {
    return (
      <section>
        <h2>Acuses de recibo</h2>
        <p>Aquí aparecerá el acuse de cada apoyo que el INE reciba.</p>
      </section>
    );
  }
  return (
    <Paged title="Acuses de recibo" rows={receipts}>
      {({ receivedAt, integrityCode }) => (
        <>
          <p>Recibido el {spokenTime(receivedAt)}</p>
          <details>
            <summary>Código de integridad</summary>
            <p className="code">{integrityCode}</p>
          </details>
        </>
      )}
    </Paged>
  );
}
