import { Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { ListAllProcesses } from '../../processes/index.js';
import { RecordDeskConclusion } from '../commands/record-desk-conclusion.js';

const job = systemActor('results.concluded-desks');

/** Detects processes whose control desk has concluded (§13.2 B). */
@Injectable()
export class DetectConcludedDesks {
  readonly #logger = new Logger('DetectConcludedDesks');

  constructor(private readonly dispatcher: Dispatcher) {}

  /** @returns how many conclusions were recorded. A failure is logged and does not stop the others. */
  @Recurring({ name: 'detect concluded desks', everyMs: 5 * 60_000 })
  async run(): Promise<number> {
    let recorded = 0;
    for (const { id, closedAt } of await this.dispatcher.ask(job, new ListAllProcesses({}))) {
      if (closedAt === null && (await this.#record(id))) recorded += 1;
    }
    return recorded;
  }

  async #record(processId: string): Promise<boolean> {
    try {
      return (await this.dispatcher.run(job, new RecordDeskConclusion({ processId }))).recorded;
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown error';
      this.#logger.error(`conclusion of process ${processId} not recorded: ${cause}`);
      return false;
    }
  }
}
