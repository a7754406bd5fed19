import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';

/** Messages that were tried as often as is sensible and now wait for a person: visible, never lost. */
@Injectable()
export class StuckMessages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Sets a message aside. @param cause name of the failure; never its text, which may quote values. */
  async quarantine(messageId: string, cause: string): Promise<void> {
    await this.em
      .fork()
      .execute(
        `update kernel.outbox_message set quarantined_at = ?, last_error = ? where id = ? and settled_at is null`,
        [this.clock.now(), cause, messageId],
      );
  }
}
