import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../lists/page.js';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { LongJobKinds } from './long-job-kinds.js';
import { LONG_JOBS, viewOf, visibleKinds, type LongJobRow, type LongJobView } from './long-job-records.js';
import { LONG_JOB_STATES } from './long-job-state.js';

const input = z.object({
  ...pageRequestShape,
  state: z.enum(LONG_JOB_STATES).optional(),
  kind: z.string().max(100).optional(),
});

export interface LongJobList extends Page<LongJobView> {
  /** Every kind that the actor may see, with its title. */
  readonly kinds: readonly (readonly [kind: string, title: string])[];
}

/** The long jobs that the actor may see, by territory and kind. */
@QuerySpec({ name: 'kernel.list-long-jobs', permission: 'long-jobs.read', input })
export class ListLongJobs extends KernelQuery<z.input<typeof input>, LongJobList> {}

@QueryHandler(ListLongJobs)
export class ListLongJobsHandler implements IQueryHandler<ListLongJobs> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly kinds: LongJobKinds,
  ) {}

  async execute(query: ListLongJobs): Promise<LongJobList> {
    const { state, kind, ...pageRequest } = query.input as z.infer<typeof input>;
    const visible = visibleKinds(this.kinds, this.work.actor);
    const where = new Conditions().and('t.kind = any(?)', visible).and('t.state = ?', state).and('t.kind = ?', kind);
    const page = await readPage<LongJobRow>(this.work, LONG_JOBS, where, pageRequest);
    return {
      ...page,
      rows: page.rows.map((row) => viewOf(this.kinds, row)),
      total: await countUpToLimit(this.work, LONG_JOBS, where),
      kinds: visible.map((one) => [one, this.kinds.get(one).spec.title] as const),
    };
  }
}
