import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { fileExtensionOf, type ScanMediaType } from '../../../kernel/documents/scan.js';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { findPaper, PAPER_KINDS, paperDocument } from '../persistence/paper-records.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  kind: z.enum(PAPER_KINDS),
  /** An earlier scan, withdrawn or not; only for the aspirant. */
  number: z.int().min(1).optional(),
});

export interface Paper {
  readonly fileName: string;
  readonly mediaType: ScanMediaType;
  readonly scan: Buffer;
}

/**
 * Scan of the signed responsiva or of the credential (§6.7). The aspirant gets the newest scan that was not withdrawn, or
 * the one with the given number; the OPL gets the one that was last transferred.
 * @throws DomainError AUXILIARIES.PAPER_NOT_HANDED, AUXILIARIES.PAPER_MISSING
 */
@QuerySpec({
  name: 'auxiliaries.get-paper',
  permission: 'auxiliaries.read-papers',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetPaper extends KernelQuery<z.infer<typeof input>, Paper> {}

@QueryHandler(GetPaper)
export class GetPaperHandler implements IQueryHandler<GetPaper> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute({ input: { auxiliaryId, kind, number } }: GetPaper): Promise<Paper> {
    const { entidad, aspirantId, processId, idAuxiliar } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad, aspirantId });
    const own = this.work.actor.kind === 'aspirant';
    const paper = await findPaper(this.work, auxiliaryId, kind, own ? (number ?? 'current') : 'transferred');
    if (!paper) {
      throw new DomainError(own ? 'AUXILIARIES.PAPER_MISSING' : 'AUXILIARIES.PAPER_NOT_HANDED', { kind: 'not-found' });
    }
    this.work.audit({
      subject: ['auxiliary', auxiliaryId],
      stream: processId,
      details: { paper: kind, paperId: paper.id },
    });
    const scan = await this.documents.read(paperDocument(kind), paper.id, paper.blobKey);
    const version = paper.number === 1 ? '' : `-v${String(paper.number)}`;
    const fileName = `${kind}-${idAuxiliar}${version}.${fileExtensionOf(paper.mediaType)}`;
    return { fileName, mediaType: paper.mediaType, scan };
  }
}
