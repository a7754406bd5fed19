import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';

/** Messages that failed too often and wait for an operator. */
@Injectable()
export class StuckMessages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @param cause consumer and error name, never the error's message, which may quote values. */
  async quarantine(messageId: string, cause: string): Promise<void> {
    await this.em
      .fork()
      .execute(
        `update kernel.outbox_message set quarantined_at = ?, last_error = ? where id = ? and settled_at is null`,
        [this.clock.now(), cause, messageId],
      );
  }
}
