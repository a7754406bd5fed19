import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findSupports, lockSupports, type SupportRecord } from '../persistence/support-records.js';
import { openProcesses } from '../../processes/index.js';
import { AnswerFileRoll, type FileAnswer } from '../../electoral-roll/index.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({
  batchId: z.uuid(),
  cut: z.string().min(1).max(80),
  source: z.string().min(1).max(200),
  /** Parsed and validated from an answer file. */
  answers: z.array(z.custom<FileAnswer>()).min(1).max(500),
});

export interface AppliedAnswers {
  readonly applied: number;
  /** Changes nothing: already answered, or the process is closed. */
  readonly repeated: number;
  /** Question numbers that are not in the batch. */
  readonly unknown: readonly number[];
}

/** Applies the answers of an external roll as if they came from a loaded cut. */
@CommandSpec({
  name: 'verification.apply-roll-answers',
  permission: 'verification.exchange-roll',
  input,
  heldBy: 'system',
})
export class ApplyRollAnswers extends KernelCommand<z.infer<typeof input>, AppliedAnswers> {}

@CommandHandler(ApplyRollAnswers)
export class ApplyRollAnswersHandler implements ICommandHandler<ApplyRollAnswers> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly steps: VerificationSteps,
  ) {}

  async execute({ input: { batchId, cut, source, answers } }: ApplyRollAnswers): Promise<AppliedAnswers> {
    this.work.authorize({});
    const numbers = answers.map(({ question }) => question);
    const rows = await this.work.sql<{ question: number; supportId: string; open: boolean }>(
      `select question, support_id as "supportId", answered_at is null as open from verification.roll_exchange_question
       where batch_id = $1 and question = any($2::int[]) order by question for update`,
      [batchId, numbers],
    );
    const known = new Map(rows.map((row) => [row.question, row]));
    const open = answers.flatMap(({ question, match }) => {
      const row = known.get(question);
      return row?.open === true ? [[row.supportId, match] as const] : [];
    });
    const matches = new Map(open);
    const supports = await this.#openSupports([...matches.keys()]);
    const ids = supports.map(({ id }) => id);
    if (ids.length > 0) {
      const roll = new AnswerFileRoll({ name: cut, source }, matches);
      await this.steps.run(supports, new Map(), { cause: 'verified-again', roll });
      await this.work.sql(
        `update verification.roll_exchange_question set answered_at = $3
         where batch_id = $1 and support_id = any($2::uuid[]) and answered_at is null`,
        [batchId, ids, this.clock.now()],
      );
    }
    const unknown = numbers.filter((number) => !known.has(number));
    this.work.audit({
      subject: ['roll-exchange', batchId],
      details: { cut, applied: ids.length, unknown: unknown.length },
    });
    return { applied: ids.length, repeated: answers.length - ids.length - unknown.length, unknown };
  }

  /** Locks them. Leaves out those of closed processes. */
  async #openSupports(ids: readonly string[]): Promise<SupportRecord[]> {
    await lockSupports(this.work, ids);
    const supports = await findSupports(this.work, ids);
    const open = await openProcesses(
      this.work,
      supports.map(({ processId }) => processId),
    );
    return supports.filter(({ processId }) => open.has(processId));
  }
}
