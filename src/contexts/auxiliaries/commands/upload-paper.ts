import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Actor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 as digestOf } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { scanQueue } from '../../../kernel/documents/scan-queue.js';
import { checkScan, checkSignedScan } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { PAPER_KINDS, paperDocument, scanWithDigest } from '../persistence/paper-records.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  kind: z.enum(PAPER_KINDS),
  scan: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

const checkPaper = (paper: z.infer<typeof input>, { id }: Actor) =>
  scanQueue.run(id, async () => {
    const check = paper.kind === 'responsiva' ? checkSignedScan : checkScan;
    return { ...paper, mediaType: await check(paper.scan, paper.kind) };
  });

/**
 * Stores a scan of the signed responsiva or of an auxiliary's credential, encrypted (§6.7). Older versions are kept.
 * Also works for discharged auxiliaries. A file that is identical to an earlier scan of the paper is refused, because it
 * cannot be newly signed.
 * @throws DomainError AUXILIARIES.PAPER_IDENTICAL, KERNEL.TOO_MANY_SCANS, .SCANS_BUSY and the errors of
 * {@link checkScan}, for a responsiva of {@link checkSignedScan}
 */
@CommandSpec({
  name: 'auxiliaries.upload-paper',
  permission: 'auxiliaries.upload-papers',
  input,
  prepare: checkPaper,
})
export class UploadPaper extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(UploadPaper)
export class UploadPaperHandler implements ICommandHandler<UploadPaper> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute(command: UploadPaper): Promise<void> {
    const { auxiliaryId, kind, scan, mediaType } = command.input as Awaited<ReturnType<typeof checkPaper>>;
    const { entidad, aspirantId, processId, version } = await findAuxiliary(this.work, auxiliaryId, true);
    this.work.authorize({ entidad, aspirantId });
    const identical = await scanWithDigest(this.work, auxiliaryId, kind, digestOf(scan));
    if (identical !== undefined) {
      throw new DomainError('AUXILIARIES.PAPER_IDENTICAL', {
        kind: 'conflict',
        field: kind,
        params: { version: identical },
      });
    }
    const id = randomId();
    const { blobKey, sha256 } = await this.documents.put(paperDocument(kind), id, scan);
    await this.work.sql(
      `insert into auxiliaries.paper (id, auxiliary_id, kind, blob_key, media_type, sha256, uploaded_by, uploaded_at,
         data_version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, auxiliaryId, kind, blobKey, mediaType, sha256, this.work.actor.id, this.clock.now(), version],
    );
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details: { paper: kind, paperId: id } });
  }
}
