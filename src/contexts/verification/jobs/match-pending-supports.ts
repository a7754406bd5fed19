import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { isDatabaseUnavailable } from '../../../kernel/database/database-unavailable.js';
import {
  LongJobSpec,
  type LongJob,
  type LongJobProgress,
  type LongJobStep,
} from '../../../kernel/long-jobs/long-job-decorator.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MatchSupports } from '../commands/match-supports.js';
import { MATCH_DUE_NOW, recordMatchAttempts } from '../persistence/pending-matches.js';

/** Each page locks its supports and electors; PostgreSQL has room for a few thousand locks. */
const PAGE_SIZE = 500;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const KIND = 'verification.answer-waiting';

const input = z.object({});
const count = z.number().int().min(0);
/** Cursor (last support of the previous page) and totals so far. */
const checkpoint = z.object({ after: z.uuid(), answered: count, failed: count });
type Checkpoint = z.infer<typeof checkpoint>;

/** Matches all pending supports against the roll, a page at a time. */
@Injectable()
@LongJobSpec({
  kind: KIND,
  input,
  checkpoint,
  permission: 'verification.read',
  title: 'Consulta al padrón de los apoyos que esperan respuesta',
  items: ['apoyo', 'apoyos'],
  figures: { answered: 'Apoyos con respuesta', failed: 'Apoyos que no se pudieron consultar' },
})
export class MatchPendingSupports implements LongJob<object, Checkpoint> {
  readonly #logger = new Logger('MatchPendingSupports');

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async step(step: LongJobStep<object, Checkpoint>): Promise<LongJobProgress<Checkpoint>> {
    const before = step.checkpoint ?? { after: NIL_UUID, answered: 0, failed: 0 };
    const expected = step.total ?? (await this.#count());
    const page = await this.work.sql<{ id: string }>(
      `select id from verification.support support where id > $2 and ${MATCH_DUE_NOW} order by id limit ${String(PAGE_SIZE)}`,
      [this.clock.now(), before.after],
    );
    const ids = page.map(({ id }) => id);
    const { answered, failed } = await this.#match(ids);
    await recordMatchAttempts(this.work, ids, this.clock.now());
    const figures = { answered: before.answered + answered, failed: before.failed + failed };
    const done = step.done + ids.length;
    return {
      checkpoint: { after: ids.at(-1) ?? before.after, ...figures },
      done,
      total: Math.max(expected, done),
      finished: ids.length < PAGE_SIZE,
      result: figures,
    };
  }

  /** Bisects a failing page to isolate and skip the support that causes the error. */
  async #match(supportIds: string[]): Promise<{ answered: number; failed: number }> {
    if (supportIds.length === 0) return { answered: 0, failed: 0 };
    try {
      const command = new MatchSupports({ supportIds });
      const { answered } = await this.work.inSavepoint(() => this.dispatcher.run(systemActor(KIND), command));
      return { answered, failed: 0 };
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      if (supportIds.length === 1) {
        this.#logger.error(
          `not matched: ${supportIds.join()}: ${error instanceof Error ? error.name : 'unknown error'}`,
        );
        return { answered: 0, failed: 1 };
      }
      const half = Math.ceil(supportIds.length / 2);
      const [first, second] = [await this.#match(supportIds.slice(0, half)), await this.#match(supportIds.slice(half))];
      return { answered: first.answered + second.answered, failed: first.failed + second.failed };
    }
  }

  async #count(): Promise<number> {
    const [row] = await this.work.sql<{ supports: number }>(
      `select count(*)::int as supports from verification.support support where ${MATCH_DUE_NOW}`,
      [this.clock.now()],
    );
    return row?.supports ?? 0;
  }
}
