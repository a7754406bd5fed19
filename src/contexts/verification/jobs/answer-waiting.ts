import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { VerifyAgain } from '../commands/verify-again.js';
import { ANSWER_DUE } from '../persistence/answers-due.js';

const PAGE = 500;

/**
 * Asks the roll for every support it still owes an answer: after a cut is loaded, after one is named for the close.
 * Looks at what is due, not at what happened: whatever was missed is found the next time.
 */
@Injectable()
export class AnswerWaiting {
  readonly #logger = new Logger('AnswerWaiting');

  constructor(
    private readonly em: EntityManager,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @returns how many were answered. One that fails is logged and holds nobody else up. */
  async run(): Promise<number> {
    let [answered, after] = [0, '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const page = await this.em
        .fork()
        .execute<{ id: string }[]>(
          `select id from verification.support support where id > ? and (${ANSWER_DUE}) order by id limit ${String(PAGE)}`,
          [after],
        );
      for (const { id } of page) answered += (await this.#answer(id)) ? 1 : 0;
      after = page.at(-1)?.id ?? after;
      if (page.length < PAGE) return answered;
    }
  }

  async #answer(supportId: string): Promise<boolean> {
    try {
      await this.dispatcher.run(systemActor('verification.answer-waiting'), new VerifyAgain({ supportId }));
      return true;
    } catch (error) {
      this.#logger.error(`${supportId}: ${error instanceof Error ? error.name : 'failed'}`);
      return false;
    }
  }
}
