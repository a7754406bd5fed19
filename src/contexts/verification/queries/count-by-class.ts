import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { ReportedClass } from '../domain/reported-class.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

export interface ClassCount {
  readonly officeId: string;
  readonly aspirantId: string;
  readonly reportedClass: ReportedClass;
  readonly supports: number;
}

/** Counts the supports of a process row by row, for the reconciliation (§13). Reports read counters instead. */
@QuerySpec({ name: 'verification.count-by-class', permission: 'verification.reconcile', input, heldBy: 'system' })
export class CountByClass extends KernelQuery<z.infer<typeof input>, ClassCount[]> {}

@QueryHandler(CountByClass)
export class CountByClassHandler implements IQueryHandler<CountByClass> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { processId, entidad } }: CountByClass): Promise<ClassCount[]> {
    return this.work.rows<ClassCount>(
      `select office_id as "officeId", aspirant_id as "aspirantId", reported_class as "reportedClass", count(*)::int as supports
       from verification.support where {visible} and process_id = $1 and entidad = $2
       group by 1, 2, 3 order by 1, 2, 3`,
      [processId, entidad],
      { entidad: 'entidad' },
    );
  }
}
