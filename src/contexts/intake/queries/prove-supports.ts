import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_RECORD, storedRecord, type StoredRecord } from '../persistence/stored-records.js';
import { RecordVerifier, type RecordFault } from '../record-verifier.js';

const input = z.object({ supportIds: z.array(z.uuid()).max(50) });

export interface CheckedSupport {
  readonly supportId: string;
  readonly folio: string;
  /** The container under this key has been read. */
  readonly blobKey: string;
  /** Hexadecimal; from the signed receipt. Empty if the receipt is invalid. */
  readonly integrityCode: string;
  /** What does not match; the other fields are proved only if this is empty. */
  readonly faults: readonly RecordFault[];
}

/**
 * Verifies supports from stored bytes and signatures (decision 49), for a caller that must not rely on rows that can be
 * overwritten. Supports that no device sent are omitted.
 */
@QuerySpec({ name: 'intake.prove-supports', permission: 'intake.check', input, heldBy: 'system' })
export class ProveSupports extends KernelQuery<z.infer<typeof input>, CheckedSupport[]> {}

@QueryHandler(ProveSupports)
export class ProveSupportsHandler implements IQueryHandler<ProveSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly verifier: RecordVerifier,
  ) {}

  async execute({ input: { supportIds } }: ProveSupports): Promise<CheckedSupport[]> {
    const rows = await this.work.rows<StoredRecord>(
      `${SELECT_RECORD} where {visible} and id = any($1::uuid[])`,
      [supportIds],
      { entidad: 'entidad', processId: 'process_id', aspirantId: 'aspirant_id', auxiliaryId: 'auxiliary_id' },
    );
    const records = rows.map(storedRecord);
    const keys = await this.verifier.deviceKeys(records);
    const proven: CheckedSupport[] = [];
    for (const record of records) {
      const { receipt, faults } = await this.verifier.verifyRecord(record, keys.get(record.deviceId));
      const { supportId, folio, blobKey } = record;
      proven.push({ supportId, folio, blobKey, integrityCode: receipt?.integrityCode ?? '', faults });
    }
    return proven;
  }
}
