import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { drawSample } from '../persistence/drawn-sample.js';
import { findVerdictList, type VerdictListView } from '../persistence/verdict-lists.js';

const input = z.object({ listId: z.uuid(), size: z.number().int().min(1).max(1000).default(20) });

export interface VerdictListDetail extends VerdictListView {
  /** What was typed as the seed, oldest first. */
  readonly entries: readonly { readonly officialId: string; readonly seed: string; readonly enteredAt: string }[];
  /** The first records in the order of the sample; empty until the seed is fixed. */
  readonly sample: readonly { readonly supportId: string; readonly folio: string }[];
}

/** A published list of verdicts with its seed and the beginning of its sample (decision 50). */
@QuerySpec({ name: 'control-desk.get-verdict-list', permission: 'samples.read', input })
export class GetVerdictList extends KernelQuery<z.input<typeof input>, VerdictListDetail> {}

@QueryHandler(GetVerdictList)
export class GetVerdictListHandler implements IQueryHandler<GetVerdictList> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: GetVerdictList): Promise<VerdictListDetail> {
    const { listId, size } = query.input as z.infer<typeof input>;
    const list = await findVerdictList(this.work, listId);
    this.work.authorize({ entidad: list.entidad });
    const entries = await this.work.sql<VerdictListDetail['entries'][number]>(
      `select entered_by as "officialId", seed, entered_at as "enteredAt" from control_desk.seed_entry
       where list_id = $1 order by id`,
      [listId],
    );
    return { ...list, entries, sample: await this.#sample(list, size) };
  }

  async #sample(list: VerdictListView, size: number): Promise<VerdictListDetail['sample']> {
    const drawn = await drawSample(this.work, list, { size });
    return this.work.sql<VerdictListDetail['sample'][number]>(
      `select support_id as "supportId", folio from control_desk.record where support_id = any($1::uuid[])
       order by array_position($1::uuid[], support_id)`,
      [drawn.map(({ supportId }) => supportId)],
    );
  }
}
