import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { legalDeadline } from '../domain/legal-deadlines.js';
import { findCalendarDate, type CalendarDate } from '../persistence/calendar-records.js';

const input = z.object({ dateId: z.uuid() });

/** A legal date with its process and its deadline. */
export interface LegalDate extends CalendarDate {
  readonly label: string;
  readonly rule: string;
  readonly numeral: string;
}

/** Returns the data for the reminder of a legal date (§13.1). For jobs only. */
@QuerySpec({ name: 'processes.get-legal-date', permission: 'processes.remind', input, heldBy: 'system' })
export class GetLegalDate extends KernelQuery<z.infer<typeof input>, LegalDate> {}

@QueryHandler(GetLegalDate)
export class GetLegalDateHandler implements IQueryHandler<GetLegalDate> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { dateId } }: GetLegalDate): Promise<LegalDate> {
    const date = await findCalendarDate(this.work, dateId);
    this.work.authorize({ entidad: date.entidad });
    const { label, rule, numeral } = legalDeadline(date.key);
    return { ...date, label, rule, numeral };
  }
}
