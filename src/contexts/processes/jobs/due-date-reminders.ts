import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { RemindOfDate } from '../commands/remind-of-date.js';
import { dueReminder } from '../domain/calendar.js';
import { LEGAL_DEADLINE_KEYS, legalDeadline, type LegalDeadlineKey } from '../domain/legal-deadlines.js';

const DAY = 86_400_000;
/** From the earliest reminder of any deadline to a week after the date, each with a day's margin. */
const FUTURE_DAYS =
  Math.max(...LEGAL_DEADLINE_KEYS.flatMap((key) => [0, ...legalDeadline(key).remindsHoursBefore])) / 24 + 1;
const PAST_DAYS = 8;

interface DueDateRow {
  readonly id: string;
  readonly key: LegalDeadlineKey;
  readonly at: string;
  readonly sent: readonly number[];
}

/**
 * Queues the reminders of legal dates that are due (decision 40). It compares due reminders with those already queued,
 * so the next run catches up on any missed while the system was down.
 */
@Injectable()
export class DueDateReminders {
  readonly #logger = new Logger('DueDateReminders');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @returns how many were queued. A failure is logged and does not stop the others. */
  @Recurring({ name: 'remind of due dates', everyMs: 60_000 })
  async run(): Promise<number> {
    const now = this.clock.now();
    let queued = 0;
    for (const { id, key, at, sent } of await this.#upcomingDates(now)) {
      const hoursBefore = dueReminder(key, new Date(at), now);
      if (hoursBefore === undefined || sent.includes(hoursBefore)) continue;
      queued += (await this.#queue(id, new Date(at), hoursBefore)) ? 1 : 0;
    }
    return queued;
  }

  /**
   * Excludes the key deadline once a key was tested, and closed processes except for the end of the evidence period.
   */
  #upcomingDates(now: Date): Promise<DueDateRow[]> {
    return this.em.fork().execute<DueDateRow[]>(
      `select d.id, d.key, d.at,
         array(select r.hours_before from processes.calendar_reminder r where r.date_id = d.id and r.at = d.at) as sent
       from processes.calendar_date d join processes.process p on p.id = d.process_id
       where d.at between ? and ? and (p.closed_at is null or d.key = 'evidence-available')
         and not (d.key = 'opl-key' and exists (select from processes.opl_tested_key k where k.process_id = p.id))
       order by d.at, d.id`,
      [new Date(now.getTime() - PAST_DAYS * DAY), new Date(now.getTime() + FUTURE_DAYS * DAY)],
    );
  }

  async #queue(dateId: string, at: Date, hoursBefore: number): Promise<boolean> {
    try {
      const { queued } = await this.dispatcher.run(
        systemActor('processes.reminders'),
        new RemindOfDate({ dateId, at, hoursBefore }),
      );
      return queued;
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown error';
      this.#logger.error(`reminder of date ${dateId} not queued: ${cause}`);
      return false;
    }
  }
}
