import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { REPORTED_CLASSES, type ReportedClass } from '../domain/reported-class.js';

const input = z.object({ aspirantId: z.uuid() });

export interface SupportFigures {
  readonly total: number;
  readonly byClass: Readonly<Record<ReportedClass, number>>;
  /** Time of the counts; ISO 8601, UTC. */
  readonly cutAt: string;
}

/** Supports of an aspirant by reported class, from counters (§6.2–6.3). The classes add up to the total. */
@QuerySpec({ name: 'verification.get-support-figures', permission: 'verification.read', input })
export class GetSupportFigures extends KernelQuery<z.infer<typeof input>, SupportFigures> {}

@QueryHandler(GetSupportFigures)
export class GetSupportFiguresHandler implements IQueryHandler<GetSupportFigures> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { aspirantId } }: GetSupportFigures): Promise<SupportFigures> {
    const by = { entidad: 'entidad', aspirantId: 'aspirantId' };
    const readings = await this.work.readCounter('supports.reported', by, { aspirantId });
    const byClass = Object.fromEntries(
      REPORTED_CLASSES.map((one) => [one, sum(readings.filter(({ dimensions }) => dimensions['class'] === one))]),
    ) as Record<ReportedClass, number>;
    return { total: sum(readings), byClass, cutAt: this.clock.now().toISOString() };
  }
}

function sum(readings: readonly { readonly value: number }[]): number {
  return readings.reduce((total, { value }) => total + value, 0);
}
