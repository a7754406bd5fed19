import { Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { ListAllProcesses } from '../../processes/index.js';
import { NoteDeskConcluded } from '../commands/note-desk-concluded.js';

const job = systemActor('results.concluded-desks');

/** Looks for the processes whose control desk has concluded (§13.2 B). */
@Injectable()
export class ConcludedDesks {
  readonly #logger = new Logger('ConcludedDesks');

  constructor(private readonly dispatcher: Dispatcher) {}

  /** @returns how many were noted. One that fails is logged and holds no other up. */
  @Recurring({ name: 'note concluded desks', everyMs: 5 * 60_000 })
  async run(): Promise<number> {
    let noted = 0;
    for (const { id, closedAt } of await this.dispatcher.ask(job, new ListAllProcesses({}))) {
      if (closedAt === null && (await this.#note(id))) noted += 1;
    }
    return noted;
  }

  async #note(processId: string): Promise<boolean> {
    try {
      return (await this.dispatcher.run(job, new NoteDeskConcluded({ processId }))).noted;
    } catch (error) {
      this.#logger.error(`${processId}: ${error instanceof Error ? error.name : 'failed'}`);
      return false;
    }
  }
}
