import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EncryptedDocuments } from '../../../kernel/documents/encrypted-documents.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findImport, IMPORT_ANSWER } from '../persistence/import-records.js';

const input = z.object({ importId: z.uuid() });

export interface ImportAnswer {
  readonly workbook: Buffer;
  readonly fileName: string;
}

/**
 * Workbook with the rows to correct and upload again (§6.4).
 * @throws DomainError ACCESS.OUT_OF_SCOPE while there is none
 */
@QuerySpec({ name: 'auxiliaries.get-import-answer', permission: 'auxiliaries.register', input, personalData: true })
export class GetImportAnswer extends KernelQuery<z.infer<typeof input>, ImportAnswer> {}

@QueryHandler(GetImportAnswer)
export class GetImportAnswerHandler implements IQueryHandler<GetImportAnswer> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly documents: EncryptedDocuments,
  ) {}

  async execute({ input: { importId } }: GetImportAnswer): Promise<ImportAnswer> {
    const { entidad, aspirantId, processId, answerId, answerBlobKey } = await findImport(this.work, importId);
    this.work.authorize({ entidad, aspirantId });
    if (answerId === null || answerBlobKey === null) {
      throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    }
    this.work.audit({ subject: ['auxiliary-import', importId], stream: processId });
    return {
      workbook: await this.documents.read(IMPORT_ANSWER, answerId, answerBlobKey),
      fileName: 'auxiliares-por-corregir.xlsx',
    };
  }
}
