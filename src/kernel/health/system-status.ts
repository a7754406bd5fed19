import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Recurring } from '../jobs/recurring.js';
import { codeOf } from '../outages/outage.js';
import { isAlarm, StatusSource, type StatusFigure } from './status-source.js';
import { withinTimeout } from './within-timeout.js';

/**
 * Backlogs and free space. They raise alarms but never affect readiness: an installation with a backlog must still
 * receive records.
 */
@Injectable()
export class SystemStatus {
  readonly #logger = new Logger('SystemStatus');
  #alarms: ReadonlySet<string> = new Set();

  constructor(private readonly discovery: DiscoveryService) {}

  /** A source that fails or does not answer within five seconds does not affect the others; it raises an alarm. */
  async figures(): Promise<readonly StatusFigure[]> {
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    const sources = [...instances].filter((instance) => instance instanceof StatusSource);
    const results = await Promise.all(sources.map((source) => this.#figuresOf(source)));
    const unreadable = results.filter((figures) => figures === undefined).length;
    return [
      ...results.flatMap((figures) => figures ?? []),
      {
        name: 'status.unreadable',
        label: 'Partes del estado que no se pudieron leer',
        value: unreadable,
        unit: '',
        limit: 0,
        remedy: 'Compruebe que la base de datos, la cola y el disco respondan; la bitácora técnica dice cuál falló.',
      },
    ];
  }

  async #figuresOf(source: StatusSource): Promise<readonly StatusFigure[] | undefined> {
    try {
      return await withinTimeout(() => source.figures());
    } catch (error) {
      this.#logger.error({ msg: `could not get the status of ${source.constructor.name}`, cause: codeOf(error) });
      return undefined;
    }
  }

  /** Logs each alarm when it begins and when it ends. */
  @Recurring({ name: 'check system status', everyMs: 60_000 })
  async watch(): Promise<void> {
    const figures = await this.figures();
    const alarms = figures.filter(isAlarm);
    for (const { name, value, limit } of alarms) {
      if (!this.#alarms.has(name)) this.#logger.error({ msg: `alarm: ${name}`, alarm: name, value, limit });
    }
    const names = new Set(alarms.map(({ name }) => name));
    for (const name of this.#alarms) {
      if (!names.has(name)) this.#logger.warn({ msg: `alarm ended: ${name}`, alarm: name });
    }
    this.#alarms = names;
  }
}
