import { useState, type ReactNode } from 'react';
import { formatTime } from '../../clock/format-time.js';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { ProofDetails } from '../../components/ProofDetails.js';
import type { SendingView } from '../../sending/sending-status.js';
import { recordSentence } from '../../sending/sentence.js';
import { owningEnrolment } from '../../storage/owning-enrolment.js';
import type { SealedRecord, StoredReceipt, Tombstone } from '../../storage/vault.js';
import { isExpired, type TroubledRecords } from '../../sending/troubled-records.js';
import type { VaultContents } from './use-vault-contents.js';

const PAGE_SIZE = 20;

export interface RecordListsProps {
  readonly contents: VaultContents;
  /** Shows the records of this device; of all if empty. */
  readonly chosen: string;
  readonly view: SendingView;
  readonly troubles: TroubledRecords;
  /** The user has informed the aspirant about these records. */
  readonly onReport: (reported: Partial<Pick<TroubledRecords, 'expired' | 'rejected'>>) => void;
}

/** The records to send, those the server did not accept, and the receipts. */
export function RecordLists({ contents, chosen, view, troubles, onReport }: RecordListsProps) {
  const { enrolments, records, receipts, tombstones } = contents;
  const isShown = ({ deviceId }: { readonly deviceId: string }): boolean =>
    chosen === '' || owningEnrolment(enrolments, deviceId)?.deviceId === chosen;
  return (
    <>
      <PendingList records={records.filter(isShown)} view={view} />
      <RefusedList
        title="Se perdieron por el plazo"
        tombstones={tombstones.filter(isShown).filter(isExpired)}
        unreported={troubles.expired}
        onReport={() => {
          onReport({ expired: troubles.expired });
        }}
      />
      <RefusedList
        title="Rechazados por el INE"
        tombstones={tombstones.filter(isShown).filter((one) => !isExpired(one))}
        unreported={troubles.rejected}
        onReport={() => {
          onReport({ rejected: troubles.rejected });
        }}
      />
      <ReceiptList receipts={receipts.filter(isShown)} />
    </>
  );
}

interface PagedListProps<Row> {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly children: (row: Row) => ReactNode;
}

/** A list that shows a page of rows, and more on request. */
function PagedList<Row extends { readonly folio: string }>({ title, rows, children }: PagedListProps<Row>) {
  const [shown, setShown] = useState(PAGE_SIZE);
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
            setShown(shown + PAGE_SIZE);
          }}
        >
          Mostrar {Math.min(PAGE_SIZE, more)} más
        </Button>
      )}
    </section>
  );
}

function PendingList({ records, view }: { readonly records: readonly SealedRecord[]; readonly view: SendingView }) {
  if (records.length === 0) return null;
  return (
    <PagedList title="Por enviar" rows={records}>
      {(record) => (
        <>
          <p>{recordSentence(record, view)}</p>
          <p className="secondary">Captado el {formatTime(record.capturedAt)}</p>
          {record.problem !== undefined && <Note kind="attention">{record.problem}</Note>}
          <ProofDetails folio={record.folio} integrityCode={record.integrityCode} />
        </>
      )}
    </PagedList>
  );
}

interface RefusedListProps {
  readonly title: string;
  readonly tombstones: readonly Tombstone[];
  readonly unreported: readonly string[];
  readonly onReport: () => void;
}

function RefusedList({ title, tombstones, unreported, onReport }: RefusedListProps) {
  if (tombstones.length === 0) return null;
  return (
    <>
      <PagedList title={title} rows={tombstones}>
        {({ reason }) => <Note kind="bad">{reason}</Note>}
      </PagedList>
      {unreported.length > 0 && (
        <>
          <p>No cuentan. Avise a la persona aspirante y dele los folios.</p>
          <Button kind="plain" onPress={onReport}>
            Ya avisé: quitar este aviso del menú
          </Button>
        </>
      )}
    </>
  );
}

function ReceiptList({ receipts }: { readonly receipts: readonly StoredReceipt[] }) {
  if (receipts.length === 0) {
    return (
      <section>
        <h2>Acuses de recibo</h2>
        <p>Aquí aparecerá el acuse de cada apoyo que el INE reciba.</p>
      </section>
    );
  }
  return (
    <PagedList title="Acuses de recibo" rows={receipts}>
      {({ folio, receivedAt, integrityCode }) => (
        <>
          <p>Recibido el {formatTime(receivedAt)}</p>
          <ProofDetails folio={folio} integrityCode={integrityCode} />
        </>
      )}
    </PagedList>
  );
}
