import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DamagedBlobs } from '../../../kernel/storage/damaged-blobs.js';

/** Maximum number of damaged records read, over all processes. In a disaster with more, a list would not help. */
const MAX_DAMAGED = 10_000;

const input = z.object({ processId: z.uuid() });

export interface DamagedSupport {
  readonly supportId: string;
  readonly folio: string;
  /** What did not match, e.g. `row.receivedAt`. */
  readonly findings: readonly string[];
}

/**
 * The supports of a process that the scrub found altered and has not found intact since. Verifies nothing itself:
 * {@link VerifySupports} does.
 */
@QuerySpec({ name: 'intake.list-damaged-supports', permission: 'intake.check', input, heldBy: 'system' })
export class ListDamagedSupports extends KernelQuery<z.infer<typeof input>, DamagedSupport[]> {}

@QueryHandler(ListDamagedSupports)
export class ListDamagedSupportsHandler implements IQueryHandler<ListDamagedSupports> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly damagedBlobs: DamagedBlobs,
  ) {}

  async execute({ input: { processId } }: ListDamagedSupports): Promise<DamagedSupport[]> {
    const damaged = await this.damagedBlobs.of('intake.support', MAX_DAMAGED);
    const findings = new Map(damaged.map((blob) => [blob.rowId, blob.findings]));
    // If a row was moved to another process, its blob key still contains the original process.
    const rows = await this.work.rows<Omit<DamagedSupport, 'findings'>>(
      `select id as "supportId", folio from intake.support
       where {visible} and id = any($1::uuid[]) and (process_id = $2 or starts_with(blob_key, $3)) order by folio`,
      [[...findings.keys()], processId, `supports/${processId}/`],
      { entidad: 'entidad', processId: 'process_id', aspirantId: 'aspirant_id', auxiliaryId: 'auxiliary_id' },
    );
    return rows.map((row) => ({ ...row, findings: findings.get(row.supportId) ?? [] }));
  }
}
