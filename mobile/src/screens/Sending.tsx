import { useEffect, useId, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { spokenTime } from '../clock/spoken-time.js';
import { Button } from '../components/Button.js';
import { Check } from '../components/Field.js';
import { Note } from '../components/Note.js';
import { Screen } from '../components/Screen.js';
import { sendingSentence } from '../sending/sentence.js';
import { useSending } from '../sending/use-sending.js';
import { holderOf } from '../storage/holder.js';
import type { Enrolment, SealedRecord, StoredReceipt, Tombstone } from '../storage/vault.js';
import { useServices } from '../use-services.js';

interface Shelf {
  readonly enrolments: readonly Enrolment[];
  readonly records: readonly SealedRecord[];
  readonly receipts: readonly StoredReceipt[];
  readonly tombstones: readonly Tombstone[];
}

/** What waits to be sent, and the receipts of what was (§8.13, §10.3). */
export default function Sending() {
  const { sender, vault } = useServices();
  const navigate = useNavigate();
  const view = useSending(sender);
  const [shelf, setShelf] = useState<Shelf>();
  const [wifiOnly, setWifiOnly] = useState(false);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    const load = async (): Promise<void> => {
      const [enrolments, records, receipts, tombstones] = await Promise.all([
        vault.enrolments(),
        vault.records(),
        vault.receipts(),
        vault.tombstones(),
      ]);
      receipts.sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
      setShelf({ enrolments, records, receipts, tombstones });
    };
    void load();
  }, [vault, view]);
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
        <Note kind={view.waiting === 0 ? 'good' : view.state === 'sending' ? 'process' : 'attention'}>
          {sendingSentence(view)}
          {view.state === 'sending' && <progress aria-label="Avance del envío" max={view.total} value={view.done} />}
        </Note>
      </div>
      {shelf && shelf.enrolments.length > 1 && (
        <ChooseRegistration enrolments={shelf.enrolments} chosen={chosen} onChoose={setChosen} />
      )}
      {shelf && <Shelves shelf={shelf} chosen={chosen} />}
      <Check label="Enviar solo con Wi-Fi" checked={wifiOnly} onCheck={(chosen) => void chooseWifi(chosen)} />
    </Screen>
  );
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

function Shelves({ shelf, chosen }: { readonly shelf: Shelf; readonly chosen: string }) {
  const { enrolments, records, receipts, tombstones } = shelf;
  const isShown = ({ deviceId }: { readonly deviceId: string }): boolean =>
    chosen === '' || holderOf(enrolments, deviceId)?.deviceId === chosen;
  return (
    <>
      <Waiting records={records.filter(isShown)} />
      <Refused tombstones={tombstones.filter(isShown)} />
      <Receipts receipts={receipts.filter(isShown)} />
    </>
  );
}

function Waiting({ records }: { readonly records: readonly SealedRecord[] }) {
  if (records.length === 0) return null;
  return (
    <section>
      <h2>Por enviar</h2>
      <ul className="receipts">
        {records.map(({ folio, capturedAt, announced, problem }) => (
          <li key={folio}>
            <p className="code">{folio}</p>
            <p className="secondary">Captado el {spokenTime(capturedAt)}</p>
            {announced === true && <p>Anunciado: el INE sabe de él, pero todavía no lo recibe.</p>}
            {problem !== undefined && <Note kind="attention">{problem}</Note>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Refused({ tombstones }: { readonly tombstones: readonly Tombstone[] }) {
  if (tombstones.length === 0) return null;
  return (
    <section>
      <h2>No recibidos</h2>
      <ul className="receipts">
        {tombstones.map(({ folio, reason }) => (
          <li key={folio}>
            <p className="code">{folio}</p>
            <Note kind="bad">{reason}</Note>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Receipts({ receipts }: { readonly receipts: readonly StoredReceipt[] }) {
  return (
    <section>
      <h2>Acuses de recibo</h2>
      {receipts.length === 0 ? (
        <p>Aquí aparecerá el acuse de cada apoyo que el INE reciba.</p>
      ) : (
        <ul className="receipts">
          {receipts.map(({ folio, receivedAt, integrityCode }) => (
            <li key={folio}>
              <p className="code">{folio}</p>
              <p>Recibido el {spokenTime(receivedAt)}</p>
              <details>
                <summary>Código de integridad</summary>
                <p className="code">{integrityCode}</p>
              </details>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
