import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { dateState, legalDates, type DateState, type PlannedPeriod } from '../domain/calendar.js';
import { LEGAL_DEADLINE_KEYS, legalDeadline, type LegalDeadlineKey } from '../domain/legal-deadlines.js';
import { GovernedCommands } from '../governed-commands.js';
import { SELECT_DATES, type CalendarDateRow } from '../persistence/calendar-records.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface CalendarEntry {
  readonly key: LegalDeadlineKey;
  readonly numeral: string;
  /** Display text of the event. */
  readonly label: string;
  /** The deadline as the protocol states it. */
  readonly rule: string;
  /** Null if the date applies to the whole process. */
  readonly officeName: string | null;
  /** ISO 8601, UTC; null if not known yet, or if each hearing or request has its own date. */
  readonly at: string | null;
  /** What the date will be if the inactive period is activated as it is; ISO 8601, UTC. */
  readonly ifActivated: string | null;
  readonly state: DateState;
  /** When the required action was completed; ISO 8601, UTC. */
  readonly metAt: string | null;
  /** Names of the commands that the deadline governs. */
  readonly governs: readonly string[];
  /** Previous dates, newest first. */
  readonly changes: readonly DateChange[];
}

export interface DateChange {
  readonly previousAt: string;
  readonly newAt: string | null;
  readonly reason: string | null;
  readonly agreement: string | null;
  readonly changedAt: string;
}

/**
 * Returns every legal date of a process in chronological order, with its previous dates, then the deadlines without a
 * date (decision 40).
 */
@QuerySpec({ name: 'processes.get-calendar', permission: 'processes.read', input })
export class GetCalendar extends KernelQuery<z.infer<typeof input>, CalendarEntry[]> {}

@QueryHandler(GetCalendar)
export class GetCalendarHandler implements IQueryHandler<GetCalendar> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly governed: GovernedCommands,
  ) {}

  async execute({ input: { processId } }: GetCalendar): Promise<CalendarEntry[]> {
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad });
    const now = this.clock.now();
    const dates = await this.work.rows<CalendarDateRow>(
      `${SELECT_DATES} where {visible} and d.process_id = $1 order by d.at, d.id`,
      [processId],
      { entidad: 'p.entidad' },
    );
    const changes = await this.#changes(processId);
    const planned = legalDates(await this.#periodsAsIfActive(processId), null);
    const plannedAt = (key: LegalDeadlineKey, periodId: string | null): string | null =>
      planned.find((date) => date.key === key && date.periodId === periodId)?.at.toISOString() ?? null;
    const entries = dates
      .filter(({ id, at }) => at !== null || changes.has(id))
      .map((date) => ({
        ...this.#entryOf(date, changes.get(date.id) ?? [], now),
        ifActivated: date.at === null ? plannedAt(date.key, date.periodId) : null,
      }));
    const dated = new Set(entries.map(({ key }) => key));
    const undated = LEGAL_DEADLINE_KEYS.filter((key) => !dated.has(key)).map((key) => ({
      ...this.#entryOf({ key, at: null, officeName: null, metAt: null, metLate: false }, [], now),
      ifActivated: planned.find((date) => date.key === key)?.at.toISOString() ?? null,
    }));
    return [...entries, ...undated];
  }

  async #periodsAsIfActive(processId: string): Promise<PlannedPeriod[]> {
    const rows = await this.work.rows<{ id: string; opensAt: string; closesAt: string; graceHours: number }>(
      `select c.id, c.opens_at as "opensAt", c.closes_at as "closesAt", c.grace_hours as "graceHours"
       from processes.capture_period c join processes.process p on p.id = c.process_id
       where {visible} and c.process_id = $1`,
      [processId],
      { entidad: 'p.entidad' },
    );
    return rows.map(({ opensAt, closesAt, ...row }) => ({
      ...row,
      active: true,
      opensAt: new Date(opensAt),
      closesAt: new Date(closesAt),
    }));
  }

  async #changes(processId: string): Promise<ReadonlyMap<string, DateChange[]>> {
    const rows = await this.work.rows<DateChange & { dateId: string }>(
      `select m.date_id as "dateId", m.former_at as "previousAt", m.new_at as "newAt",
         m.reason, m.agreement, m.moved_at as "changedAt"
       from processes.calendar_move m join processes.calendar_date d on d.id = m.date_id
       join processes.process p on p.id = d.process_id
       where {visible} and d.process_id = $1 order by m.id desc`,
      [processId],
      { entidad: 'p.entidad' },
    );
    const byDate = new Map<string, DateChange[]>();
    for (const { dateId, ...change } of rows) byDate.set(dateId, [...(byDate.get(dateId) ?? []), change]);
    return byDate;
  }

  #entryOf(
    { key, at, officeName, metAt, metLate }: Pick<CalendarDateRow, 'key' | 'at' | 'officeName' | 'metAt' | 'metLate'>,
    changes: readonly DateChange[],
    now: Date,
  ): Omit<CalendarEntry, 'ifActivated'> {
    const { numeral, label, rule } = legalDeadline(key);
    const fulfilment = metAt === null ? null : { late: metLate };
    const state = dateState(key, at === null ? null : new Date(at), fulfilment, now);
    const governs = this.governed.governedBy(key).map(({ command }) => command);
    return { key, numeral, label, rule, officeName, at, state, metAt, governs, changes };
  }
}
