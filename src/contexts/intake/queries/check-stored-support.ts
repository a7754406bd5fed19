import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';

const input = z.object({ folio: z.string(), integrityCode: z.string().regex(/^[0-9a-f]{64}$/) });

export interface StoredSupportCheck {
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** The sealed bytes, read again now, match those received. */
  readonly unaltered: boolean;
}

/**
 * Checks that a receipt is genuine and its record unaltered (§10.3). Null if folio and code do not match, without
 * revealing which of them is unknown.
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
  constructor(
    private readonly work: UnitOfWork,
    private readonly blobs: BlobStore,
  ) {}

  async execute({ input: { folio, integrityCode } }: CheckStoredSupport): Promise<StoredSupportCheck | null> {
    const row = await this.work.record<{ receivedAt: string; blobKey: string; digest: Buffer }>(
      `select received_at as "receivedAt", blob_key as "blobKey", blob_sha256 as digest
       from intake.support where folio = $1 and integrity_code = $2`,
      [folio, Buffer.from(integrityCode, 'hex')],
    );
    if (!row) return null;
    return { receivedAt: row.receivedAt, unaltered: await this.#isUnaltered(row.blobKey, row.digest) };
  }

  async #isUnaltered(blobKey: string, digest: Buffer): Promise<boolean> {
    if (!(await this.blobs.exists(blobKey))) return false;
    return sha256(await this.blobs.read(blobKey)).equals(digest);
  }
}
