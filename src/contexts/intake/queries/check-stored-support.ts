import { Logger } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_RECORD, storedRecord, type StoredRecord } from '../persistence/stored-records.js';
import { RecordVerifier, type RecordFault } from '../record-verifier.js';
import { sha256Schema } from '#electoral/wire';

const input = z.object({ folio: z.string(), integrityCode: sha256Schema });

export interface StoredSupportCheck {
  /** Null if the record was altered, because the process in its row may be altered too. */
  readonly processId: string | null;
  /**
   * When it was received according to its signed receipt; ISO 8601, UTC. Null if the stored receipt was not issued for
   * this folio and code.
   */
  readonly receivedAt: string | null;
  /** What does not match now, e.g. `container.content`; empty if the record is unchanged. */
  readonly faults: readonly RecordFault[];
}

/**
 * Verifies the record of a receipt from its stored bytes and signatures (§10.3, decision 49). Null if folio and code do
 * not match, without revealing which of them is unknown.
 */
@QuerySpec({
  name: 'intake.check-stored-support',
  permission: 'intake.check',
  input,
  unscoped: 'the folio with the integrity code of its receipt',
  heldBy: 'system',
})
export class CheckStoredSupport extends KernelQuery<z.infer<typeof input>, StoredSupportCheck | null> {}

@QueryHandler(CheckStoredSupport)
export class CheckStoredSupportHandler implements IQueryHandler<CheckStoredSupport> {
  readonly #logger = new Logger('CheckStoredSupport');

  constructor(
    private readonly work: UnitOfWork,
    private readonly verifier: RecordVerifier,
  ) {}

  async execute({ input: { folio, integrityCode } }: CheckStoredSupport): Promise<StoredSupportCheck | null> {
    const isOf = (one: { readonly folio?: unknown; readonly integrityCode?: unknown } | undefined): boolean =>
      one?.folio === folio && one.integrityCode === integrityCode;
    const rows = await this.work.sql<StoredRecord>(
      `${SELECT_RECORD} where folio = $1 or integrity_code = $2 order by folio = $1 desc limit 10`,
      [folio, Buffer.from(integrityCode, 'hex')],
    );
    // A row may have been altered, so the receipt in it also identifies the record.
    const record = rows.map(storedRecord).find((one) => isOf(one) || isOf(claimsOf(one.receipt)));
    if (!record) return null;
    const keys = await this.verifier.deviceKeys([record]);
    const { receipt, faults } = await this.verifier.verifyRecord(record, keys.get(record.deviceId));
    if (faults.length > 0) this.#logger.error(`${folio} is altered: ${faults.join(', ')}`);
    const own = isOf(receipt) ? receipt : undefined;
    return {
      processId: own && faults.length === 0 ? record.processId : null,
      receivedAt: own?.receivedAt ?? null,
      faults: own || !receipt ? faults : ['receipt.other', ...faults],
    };
  }
}

/** The unverified payload of a receipt. */
function claimsOf(receipt: string): { readonly folio?: unknown; readonly integrityCode?: unknown } | undefined {
  try {
    const payload = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as object | null;
    return payload ?? undefined;
  } catch {
    return undefined;
  }
}
