import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_RECORD, storedRecord, type StoredRecord } from '../persistence/stored-records.js';
import { RecordVerifier, type RecordFault } from '../record-verifier.js';

/** Containers read at a time. */
const CONCURRENCY = 4;

const input = z.object({
  processId: z.uuid(),
  /** Cursor: `next` of the previous page. */
  after: z.object({ receivedAt: z.string().max(40), folio: z.string().max(40) }).optional(),
  limit: z.int().min(1).max(500).default(500),
});

export interface VerifiedSupport {
  readonly supportId: string;
  readonly folio: string;
  readonly aspirantId: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly receivedAt: string;
  /** Hexadecimal. */
  readonly integrityCode: string;
  readonly flags: readonly string[];
  /** What does not match, e.g. `row.receivedAt`. Empty if everything above is proved. */
  readonly faults: readonly RecordFault[];
}

export interface VerifiedSupports {
  readonly supports: readonly VerifiedSupport[];
  /** Undefined after the last page. */
  readonly next: { readonly receivedAt: string; readonly folio: string } | undefined;
}

/** Verifies the supports of a process from stored bytes and signatures (decision 49). Reads every container. */
@QuerySpec({ name: 'intake.verify-supports', permission: 'intake.check', input, heldBy: 'system' })
export class VerifySupports extends KernelQuery<z.input<typeof input>, VerifiedSupports> {}

@QueryHandler(VerifySupports)
export class VerifySupportsHandler implements IQueryHandler<VerifySupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly verifier: RecordVerifier,
  ) {}

  async execute(query: VerifySupports): Promise<VerifiedSupports> {
    const { processId, after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<StoredRecord>(
      `${SELECT_RECORD} where {visible} and process_id = $1
         and (received_at, folio) > ($2::timestamptz, $3) order by received_at, folio limit $4`,
      [processId, after?.receivedAt ?? '-infinity', after?.folio ?? '', limit],
      { entidad: 'entidad', processId: 'process_id', aspirantId: 'aspirant_id', auxiliaryId: 'auxiliary_id' },
    );
    const records = rows.map(storedRecord);
    const keys = await this.verifier.deviceKeys(records);
    const verified: VerifiedSupport[] = [];
    for (let start = 0; start < records.length; start += CONCURRENCY) {
      const group = records.slice(start, start + CONCURRENCY).map(async (record) => {
        const { faults } = await this.verifier.verifyRecord(record, keys.get(record.deviceId));
        const { supportId, folio, aspirantId, receivedAt, integrityCode, flags } = record;
        return { supportId, folio, aspirantId, receivedAt, integrityCode, flags, faults };
      });
      verified.push(...(await Promise.all(group)));
    }
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { supports: verified, next: last && { receivedAt: last.receivedAt, folio: last.folio } };
  }
}
