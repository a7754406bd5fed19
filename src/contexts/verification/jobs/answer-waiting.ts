import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../../kernel/access/actor.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { AnswerSupports } from '../commands/answer-supports.js';
import { ANSWER_DUE } from '../persistence/answers-due.js';

/** Supports and electors are locked while a page is answered; the server has room for a few thousand locks. */
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
  @Recurring({ name: 'answer waiting supports', everyMs: 60_000 })
  async run(): Promise<number> {
    let [answered, after] = [0, '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const page = await this.em
        .fork()
        .execute<{ id: string }[]>(
          `select id from verification.support support where id > ? and (${ANSWER_DUE}) order by id limit ${String(PAGE)}`,
          [after],
        );
      answered += await this.#answer(page.map(({ id }) => id));
      after = page.at(-1)?.id ?? after;
      if (page.length < PAGE) return answered;
    }
  }

  /** Where they cannot be answered together each half is for itself, down to the one at fault. */
  async #answer(supportIds: string[]): Promise<number> {
    if (supportIds.length === 0) return 0;
    try {
      const actor = systemActor('verification.answer-waiting');
      return (await this.dispatcher.run(actor, new AnswerSupports({ supportIds }))).answered;
    } catch (error) {
      if (supportIds.length === 1) {
        this.#logger.error(`${supportIds.join()}: ${error instanceof Error ? error.name : 'failed'}`);
        return 0;
      }
      const half = Math.ceil(supportIds.length / 2);
      return (await this.#answer(supportIds.slice(0, half))) + (await this.#answer(supportIds.slice(half)));
    }
  }
}
