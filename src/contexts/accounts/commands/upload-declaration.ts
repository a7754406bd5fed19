import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { scanQueue } from '../../../kernel/documents/scan-queue.js';
import { checkSignedScan } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SIGNED_DECLARATION } from '../documents/declaration.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';

const input = z.object({ accountId: z.uuid(), scan: z.instanceof(Uint8Array) });

const checkDeclaration = (declaration: z.infer<typeof input>, { id }: Actor) =>
  scanQueue.run(id, async () => ({ ...declaration, mediaType: await checkSignedScan(declaration.scan, 'scan') }));

/**
 * Stores the signed Declaratoria, encrypted. The official uploads it, or DERFE if it arrived by e-mail (§4.4, decision
 * 27).
 * @throws DomainError ACCOUNTS.DECLARATION_NOT_DUE and the errors of {@link checkSignedScan}; KERNEL.TOO_MANY_SCANS,
 * .SCANS_BUSY
 */
@CommandSpec({ name: 'accounts.upload-declaration', permission: 'accounts.declare', input, prepare: checkDeclaration })
export class UploadDeclaration extends KernelCommand<z.infer<typeof input>, { declarationId: string }> {}

@CommandHandler(UploadDeclaration)
export class UploadDeclarationHandler implements ICommandHandler<UploadDeclaration> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute(command: UploadDeclaration): Promise<{ declarationId: string }> {
    const { accountId, scan, mediaType } = command.input as Awaited<ReturnType<typeof checkDeclaration>>;
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (official.status !== 'pending') throw new DomainError('ACCOUNTS.DECLARATION_NOT_DUE', { kind: 'conflict' });
    const declarationId = randomId();
    const { blobKey, sha256 } = await this.documents.put(SIGNED_DECLARATION, declarationId, scan);
    await this.work.sql(
      `insert into accounts.declaration (id, official_id, blob_key, media_type, sha256, uploaded_by, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [declarationId, accountId, blobKey, mediaType, sha256, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['official', accountId], details: { declarationId } });
    return { declarationId };
  }
}
