import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { RawRow } from '../domain/import-rows.js';
import type { RowVerdict, Tally } from '../domain/import-verdict.js';

export const IMPORT_FILE = 'auxiliaries.import';
export const IMPORT_ANSWER = 'auxiliaries.import-answer';

export type ImportState = 'received' | 'checking' | 'checked' | 'registering' | 'done' | 'discarded' | 'refused';

export interface ImportRow {
  readonly id: string;
  readonly aspirantId: string;
  readonly processId: string;
  readonly entidad: string;
  readonly blobKey: string;
  readonly state: ImportState;
  readonly refusal: string | null;
  readonly refusalParams: Readonly<Record<string, string | number>>;
  readonly totalRows: number;
  readonly batches: number;
  readonly batchesDone: number;
  readonly rowsDone: number;
  readonly good: number;
  readonly faulty: number;
  readonly already: number;
  readonly warned: number;
  readonly registered: number;
  readonly answerId: string | null;
  readonly answerBlobKey: string | null;
  /** Encrypted, see decryptLabel. */
  readonly label: Buffer | null;
  /** ISO 8601, UTC. */
  readonly uploadedAt: string;
  readonly phaseSince: string | null;
  readonly checkedAt: string | null;
  readonly endedAt: string | null;
}

export const IMPORT_COLUMNS = `id, aspirant_id as "aspirantId", process_id as "processId", entidad, blob_key as "blobKey",
  state, refusal, refusal_params as "refusalParams", total_rows as "totalRows", batches, batches_done as "batchesDone",
  rows_done as "rowsDone", good, faulty, already, warned, registered, answer_id as "answerId",
  answer_blob_key as "answerBlobKey", label, uploaded_at as "uploadedAt", phase_since as "phaseSince",
  checked_at as "checkedAt", ended_at as "endedAt"`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. */
export async function findImport(work: UnitOfWork, importId: string, lock = false): Promise<ImportRow> {
  const row = await work.record<ImportRow>(
    `select ${IMPORT_COLUMNS} from auxiliaries.import where id = $1 ${lock ? 'for update' : ''}`,
    [importId],
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return row;
}

const batchContext = (column: string, importId: string, number: number): string =>
  `auxiliaries.import_batch.${column}:${importId}:${number}`;

/** Encrypted rows of an import: the raw values and the verdicts. */
export class ImportBatches {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly importId: string,
  ) {}

  async add(number: number, rows: readonly RawRow[]): Promise<void> {
    await this.work.sql('insert into auxiliaries.import_batch (import_id, number, typed) values ($1, $2, $3)', [
      this.importId,
      number,
      await this.#encrypt('typed', number, rows),
    ]);
  }

  async rawRows(number: number): Promise<RawRow[]> {
    return this.#decrypt<RawRow[]>('typed', number);
  }

  async verdicts(number: number): Promise<RowVerdict[]> {
    return this.#decrypt<RowVerdict[]>('verdicts', number);
  }

  async setVerdicts(number: number, verdicts: readonly RowVerdict[]): Promise<void> {
    await this.work.sql('update auxiliaries.import_batch set verdicts = $3 where import_id = $1 and number = $2', [
      this.importId,
      number,
      await this.#encrypt('verdicts', number, verdicts),
    ]);
  }

  /** Deletes the rows of an import that has ended. The encrypted file and the error workbook are kept. */
  async empty(): Promise<void> {
    await this.work.sql('update auxiliaries.import_batch set typed = null, verdicts = null where import_id = $1', [
      this.importId,
    ]);
  }

  async #decrypt<Value>(column: 'typed' | 'verdicts', number: number): Promise<Value> {
    const [row] = await this.work.sql<{ encrypted: Buffer | null }>(
      `select ${column} as encrypted from auxiliaries.import_batch where import_id = $1 and number = $2`,
      [this.importId, number],
    );
    if (!row?.encrypted) throw new Error(`the batch has no ${column}`);
    const text = await this.cipher.decryptText(row.encrypted, batchContext(column, this.importId, number));
    return JSON.parse(text) as Value;
  }

  #encrypt(column: 'typed' | 'verdicts', number: number, value: unknown): Promise<Buffer> {
    return this.cipher.encrypt(JSON.stringify(value), batchContext(column, this.importId, number));
  }
}

/** Adds the counts of a batch, and returns whether it was the last batch of the phase. */
export async function countBatch(
  work: UnitOfWork,
  importId: string,
  rows: number,
  change: Tally & { readonly registered: number },
): Promise<boolean> {
  const [row] = await work.sql<{ last: boolean }>(
    `update auxiliaries.import set batches_done = batches_done + 1, rows_done = rows_done + $2, good = good + $3,
       faulty = faulty + $4, already = already + $5, warned = warned + $6, registered = registered + $7
     where id = $1 returning batches_done = batches as last`,
    [importId, rows, change.good, change.faulty, change.already, change.warned, change.registered],
  );
  return row?.last === true;
}

/** Rejects the whole file. */
export async function refuseImport(
  work: UnitOfWork,
  importId: string,
  { code, params }: DomainError,
  now: Date,
): Promise<void> {
  await work.sql(
    `update auxiliaries.import set state = 'refused', refusal = $2, refusal_params = $3, ended_at = $4 where id = $1`,
    [importId, code, JSON.stringify(params), now],
  );
}

/**
 * Called if an official cancels the job. People already registered remain registered; the same file can be uploaded
 * again.
 */
export async function cancelImport(work: UnitOfWork, importId: string, now: Date): Promise<void> {
  const { state } = await findImport(work, importId, true);
  if (state !== 'received' && state !== 'checking' && state !== 'registering') return;
  await refuseImport(work, importId, new DomainError('AUXILIARIES.IMPORT_CANCELLED', { kind: 'gone' }), now);
}
