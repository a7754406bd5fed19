import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { LARGEST_SCAN, mediaTypeOf, scanContext, scanKey } from '../domain/declaration-scan.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid(), scan: z.instanceof(Uint8Array) });

/**
 * The signed Declaratoria arrives: from the official, or from DERFE when it came by mail (§4.4, decision 27).
 * Kept sealed. Refuses with ACCOUNTS.SCAN_FORMAT, .SCAN_TOO_LARGE and .DECLARATION_NOT_DUE.
 */
@CommandSpec({ name: 'accounts.upload-declaration', permission: 'accounts.declare', input })
export class UploadDeclaration extends KernelCommand<z.infer<typeof input>, { declarationId: string }> {}

@CommandHandler(UploadDeclaration)
export class UploadDeclarationHandler implements ICommandHandler<UploadDeclaration> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly blobs: BlobStore,
  ) {}

  async execute({ input: { accountId, scan } }: UploadDeclaration): Promise<{ declarationId: string }> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (official.status !== 'pending') throw new DomainError('ACCOUNTS.DECLARATION_NOT_DUE', { kind: 'conflict' });
    if (scan.length > LARGEST_SCAN) {
      throw new DomainError('ACCOUNTS.SCAN_TOO_LARGE', { kind: 'too-large', field: 'scan' });
    }
    const mediaType = mediaTypeOf(scan);
    if (!mediaType) throw new DomainError('ACCOUNTS.SCAN_FORMAT', { kind: 'invalid', field: 'scan' });

    const declarationId = randomId();
    const sealed = await this.cipher.encrypt(scan, scanContext(declarationId));
    await this.blobs.put(scanKey(declarationId), once(sealed));
    await this.work.sql(
      `insert into accounts.declaration (id, official_id, blob_key, media_type, sha256, uploaded_by, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [declarationId, accountId, scanKey(declarationId), mediaType, sha256(scan), this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['official', accountId], details: { declarationId } });
    return { declarationId };
  }
}

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
