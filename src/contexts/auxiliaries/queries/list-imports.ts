import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IMPORT_COLUMNS, type ImportRow } from '../persistence/import-records.js';
import { decryptLabel } from '../persistence/import-results.js';
import { viewOf, type ImportView } from './get-import.js';

const input = z.object({ aspirantId: z.uuid(), limit: z.number().int().min(1).max(100).default(20) });

/** The imports of an aspirant, newest first (§6.4). */
@QuerySpec({ name: 'auxiliaries.list-imports', permission: 'auxiliaries.register', input })
export class ListImports extends KernelQuery<z.input<typeof input>, ImportView[]> {}

@QueryHandler(ListImports)
export class ListImportsHandler implements IQueryHandler<ListImports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: ListImports): Promise<ImportView[]> {
    const { aspirantId, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<ImportRow>(
      `select ${IMPORT_COLUMNS} from auxiliaries.import where {visible} and aspirant_id = $1 order by uploaded_at desc, id limit $2`,
      [aspirantId, limit],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
    const now = this.clock.now();
    return Promise.all(rows.map(async (row) => viewOf(row, await decryptLabel(this.cipher, row), now)));
  }
}
