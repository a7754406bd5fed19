import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { systemActor } from '../access/actor.js';
import { AuditLog } from '../audit/audit-log.js';
import { centralDay, formatCentral } from '../clock/central-time.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { CounterSource } from './counter-sources.js';
import { Counters } from './counters.js';
import type { CounterReading } from './read-counter.js';

export interface CounterDifference {
  readonly counter: string;
  /** Canonical text of the dimensions. */
  readonly dimensions: string;
  readonly counted: number;
  readonly recounted: number;
}

/** The counters are checked once a day from this hour, in hora centro. */
const NIGHT_HOUR = 3;

/** Compares every counter with the rows it counts, once a night in each process that runs jobs. */
@Injectable()
export class CounterCheck {
  readonly #logger = new Logger('CounterCheck');
  #checkedOn = '';

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly counters: Counters,
    private readonly auditLog: AuditLog,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Runs the check after {@link NIGHT_HOUR} unless this process has already run it today. */
  @Recurring({ name: 'check counters', everyMs: 15 * 60_000 })
  async nightly(): Promise<void> {
    const now = this.clock.now();
    const today = centralDay(now);
    if (today === this.#checkedOn || Number(formatCentral(now).slice(11, 13)) < NIGHT_HOUR) return;
    await this.check();
    this.#checkedOn = today;
  }

  /** Reads and recounts in one snapshot. Logs and audits every difference. */
  async check(): Promise<CounterDifference[]> {
    const recounts = this.discovery
      .getProviders()
      .flatMap((provider) => this.discovery.getMetadataByDecorator(CounterSource, provider) ?? []);
    const differences = await this.em.fork().transactional(
      async (em) => {
        const found: CounterDifference[] = [];
        for (const { counter, sql } of recounts) {
          const connection = await driverConnection(em);
          const { rows } = await connection.query<Omit<CounterReading, 'value'> & { readonly value: string }>(sql);
          found.push(
            ...differencesOf(
              counter,
              await this.counters.read(em, counter, {}),
              rows.map((row) => ({ ...row, value: Number(row.value) })),
            ),
          );
        }
        return found;
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ },
    );
    for (const { counter, dimensions, counted, recounted } of differences) {
      this.#logger.error(`${counter} ${dimensions}: counted ${counted}, recounted ${recounted}`);
    }
    await this.#record(differences);
    return differences;
  }

  #record(differences: readonly CounterDifference[]): Promise<void> {
    return this.em.fork().transactional((em) =>
      this.auditLog.append(em, {
        actor: systemActor('kernel.counter-check'),
        correlationId: randomId(),
        action: 'kernel.check-counters',
        outcome: 'done',
        notes: differences.map(({ counter, ...details }) => ({ subject: ['counter', counter], details })),
      }),
    );
  }
}

function differencesOf(
  counter: string,
  read: readonly CounterReading[],
  recounted: readonly CounterReading[],
): CounterDifference[] {
  const [before, after] = [byDimensions(read), byDimensions(recounted)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((dimensions) => ({
      counter,
      dimensions,
      counted: before.get(dimensions) ?? 0,
      recounted: after.get(dimensions) ?? 0,
    }))
    .filter((one) => one.counted !== one.recounted);
}

function byDimensions(readings: readonly CounterReading[]): ReadonlyMap<string, number> {
  return new Map(
    readings.map(({ dimensions, value }) => [
      JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)))),
      value,
    ]),
  );
}
