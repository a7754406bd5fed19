import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findImport, type ImportRow, type ImportState } from '../persistence/import-records.js';
import { decryptLabel, type ImportLabel } from '../persistence/import-results.js';

const input = z.object({ importId: z.uuid() });

export interface ImportView {
  readonly importId: string;
  readonly state: ImportState;
  readonly fileName: string;
  /** Name of the sheet that was read; empty until the file is opened. */
  readonly sheet: string;
  /** Visible sheets that were not read. */
  readonly furtherSheets: number;
  /** Error code and parameters, if the whole file was rejected. */
  readonly refusal: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | undefined;
  readonly totalRows: number;
  readonly rowsDone: number;
  readonly good: number;
  readonly faulty: number;
  readonly alreadyRegistered: number;
  readonly warned: number;
  readonly registered: number;
  readonly hasAnswer: boolean;
  readonly uploadedAt: string;
  readonly endedAt: string | null;
  /** Pace of the current phase; undefined until it can be estimated. */
  readonly pace: { readonly rowsPerSecond: number; readonly secondsLeft: number } | undefined;
}

/** Status, counts and progress of an import, without the content of the file (§6.4). */
@QuerySpec({ name: 'auxiliaries.get-import', permission: 'auxiliaries.register', input })
export class GetImport extends KernelQuery<z.infer<typeof input>, ImportView> {}

@QueryHandler(GetImport)
export class GetImportHandler implements IQueryHandler<GetImport> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { importId } }: GetImport): Promise<ImportView> {
    const row = await findImport(this.work, importId);
    this.work.authorize({ entidad: row.entidad, aspirantId: row.aspirantId });
    return viewOf(row, await decryptLabel(this.cipher, row), this.clock.now());
  }
}

export function viewOf(
  row: ImportRow,
  { fileName, sheet = '', furtherSheets = 0 }: ImportLabel,
  now: Date,
): ImportView {
  const {
    state,
    totalRows,
    rowsDone,
    good,
    faulty,
    already: alreadyRegistered,
    warned,
    registered,
    uploadedAt,
    endedAt,
  } = row;
  return {
    importId: row.id,
    state,
    fileName,
    sheet,
    furtherSheets,
    refusal: row.refusal === null ? undefined : { code: row.refusal, params: row.refusalParams },
    totalRows,
    rowsDone,
    good,
    faulty,
    alreadyRegistered,
    warned,
    registered,
    hasAnswer: row.answerId !== null && row.answerBlobKey !== null,
    uploadedAt,
    endedAt,
    pace: paceOf(row, now),
  };
}

function paceOf({ phaseSince, rowsDone, totalRows }: ImportRow, now: Date): ImportView['pace'] {
  if (phaseSince === null || rowsDone === 0 || rowsDone >= totalRows) return undefined;
  const seconds = Math.max(0.5, (now.getTime() - Date.parse(phaseSince)) / 1000);
  const rowsPerSecond = rowsDone / seconds;
  return { rowsPerSecond, secondsLeft: Math.ceil((totalRows - rowsDone) / rowsPerSecond) };
}
