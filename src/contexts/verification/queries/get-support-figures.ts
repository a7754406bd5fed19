import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { REPORTED_CLASSES, type ReportedClass } from '../domain/reported-class.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Only the supports that this auxiliary captured. */
  auxiliaryId: z.uuid().optional(),
});

export interface SupportFigures {
  readonly total: number;
  readonly byClass: Readonly<Record<ReportedClass, number>>;
  /** Time of the counts; ISO 8601, UTC. */
  readonly cutAt: string;
}

/** Supports of an aspirant by reported class (§6.2–6.3). The classes add up to the total. */
@QuerySpec({ name: 'verification.get-support-figures', permission: 'verification.read', input })
export class GetSupportFigures extends KernelQuery<z.infer<typeof input>, SupportFigures> {}

@QueryHandler(GetSupportFigures)
export class GetSupportFiguresHandler implements IQueryHandler<GetSupportFigures> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { aspirantId, auxiliaryId } }: GetSupportFigures): Promise<SupportFigures> {
    const counts = new Map(
      auxiliaryId === undefined ? await this.#ofAspirant(aspirantId) : await this.#ofAuxiliary(aspirantId, auxiliaryId),
    );
    const byClass = Object.fromEntries(REPORTED_CLASSES.map((one) => [one, counts.get(one) ?? 0])) as Record<
      ReportedClass,
      number
    >;
    const total = Object.values(byClass).reduce((sum, count) => sum + count, 0);
    return { total, byClass, cutAt: this.clock.now().toISOString() };
  }

  async #ofAspirant(aspirantId: string): Promise<[reportedClass: string, count: number][]> {
    const by = { entidad: 'entidad', aspirantId: 'aspirantId' };
    const readings = await this.work.readCounter('supports.reported', by, { aspirantId });
    const counts = new Map<string, number>();
    for (const { dimensions, value } of readings) {
      const reportedClass = dimensions['class'] ?? '';
      counts.set(reportedClass, (counts.get(reportedClass) ?? 0) + value);
    }
    return [...counts];
  }

  /** Counted, because no counter has this dimension; one auxiliary captures at most a few thousand. */
  async #ofAuxiliary(aspirantId: string, auxiliaryId: string): Promise<[reportedClass: string, count: number][]> {
    const rows = await this.work.rows<{ reportedClass: string; count: number }>(
      `select reported_class as "reportedClass", count(*)::int as count from verification.support
       where {visible} and aspirant_id = $1 and auxiliary_id = $2 group by reported_class`,
      [aspirantId, auxiliaryId],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
    return rows.map(({ reportedClass, count }) => [reportedClass, count]);
  }
}
