import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findImport } from '../persistence/import-records.js';
import { readResult, type ResultPage } from '../persistence/import-results.js';

const input = z.object({ importId: z.uuid(), page: z.number().int().min(1).max(100_000).default(1) });

/**
 * A page of the rows to correct or to review, so that they can be read without downloading the workbook (§6.4). Empty
 * while there is no result.
 */
@QuerySpec({ name: 'auxiliaries.get-import-result', permission: 'auxiliaries.register', input, personalData: true })
export class GetImportResult extends KernelQuery<z.input<typeof input>, ResultPage> {}

@QueryHandler(GetImportResult)
export class GetImportResultHandler implements IQueryHandler<GetImportResult> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: GetImportResult): Promise<ResultPage> {
    const { importId, page } = query.input as z.infer<typeof input>;
    const { entidad, aspirantId, processId } = await findImport(this.work, importId);
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['auxiliary-import', importId], stream: processId });
    return readResult(this.work, this.cipher, importId, page);
  }
}
