import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Recurring } from '../jobs/recurring.js';
import { isAlarm, StatusSource, type StatusFigure } from './status-source.js';

/**
 * Backlogs and free space. They raise alarms but never affect readiness: an installation with a backlog must still
 * receive records.
 */
@Injectable()
export class SystemStatus {
  readonly #logger = new Logger('SystemStatus');
  #alarms: ReadonlySet<string> = new Set();

  constructor(private readonly discovery: DiscoveryService) {}

  async figures(): Promise<readonly StatusFigure[]> {
    const sources = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    const figures: StatusFigure[] = [];
    for (const source of sources) if (source instanceof StatusSource) figures.push(...(await source.figures()));
    return figures;
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
