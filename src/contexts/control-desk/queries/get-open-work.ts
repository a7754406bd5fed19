import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OPEN_STATES } from '../domain/desk-state.js';

const input = z.object({ reviewerIds: z.array(z.uuid()).max(200) });

export interface OpenWork {
  readonly reviewerId: string;
  /** Records not yet reviewed, in all processes. */
  readonly assigned: number;
}

/** Open records of these reviewers within the entidad of the actor (decision 27). */
@QuerySpec({ name: 'control-desk.get-open-work', permission: 'control-desk.read', input })
export class GetOpenWork extends KernelQuery<z.infer<typeof input>, OpenWork[]> {}

@QueryHandler(GetOpenWork)
export class GetOpenWorkHandler implements IQueryHandler<GetOpenWork> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { reviewerIds } }: GetOpenWork): Promise<OpenWork[]> {
    return this.work.rows<OpenWork>(
      `select reviewer_id as "reviewerId", count(*)::int as assigned from control_desk.record
       where reviewer_id = any($1::text[]) and state in ${OPEN_STATES} and {visible} group by reviewer_id`,
      [reviewerIds],
      { entidad: 'entidad' },
    );
  }
}
