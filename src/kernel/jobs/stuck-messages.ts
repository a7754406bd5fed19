import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { driverConnection } from '../database/driver-connection.js';
import type { OutageError } from '../outages/outage.js';
import { deferMessage, quarantineMessage } from './held-messages.js';

/** Holds messages of the queue that failed too often or wait for a service. */
@Injectable()
export class StuckMessages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @param cause see `causeOf`. */
  async quarantine(id: string, cause: string): Promise<void> {
    const held = { id, cause, now: this.clock.now() };
    await this.em.fork().transactional(async (em) => {
      await quarantineMessage(await driverConnection(em), held);
    });
  }

  /** Returns the message to the outbox. */
  async defer(id: string, cause: string, outage: OutageError): Promise<void> {
    const held = { id, cause, now: this.clock.now() };
    await this.em.fork().transactional(async (em) => deferMessage(await driverConnection(em), held, outage));
  }
}
