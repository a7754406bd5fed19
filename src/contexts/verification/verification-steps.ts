import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { findSupports, reclassify, type SupportRecord } from './persistence/support-records.js';
import type { ElectoralRoll } from '../electoral-roll/index.js';
import { AnnounceVerified } from './steps/announce-verified.js';
import { ExamineSupports } from './steps/examine-supports.js';
import { LoadOpenedSupports } from './steps/load-opened-supports.js';
import { MatchRoll } from './steps/match-roll.js';
import { QuarantineSupport } from './steps/quarantine-support.js';
import { RecordRollAnswers } from './steps/record-roll-answers.js';
import { StoreOpenedSupports } from './steps/store-opened-supports.js';
import type { CorrelationOf, ExaminationResult, MatchInput } from './steps/step-types.js';
import { UnsealError } from './unseal/support-opener.js';

interface RunOptions {
  /** Recorded in the history of the supports whose class changes. */
  readonly cause: string;
  readonly correlationOf?: CorrelationOf;
  /** Replaces the loaded roll. */
  readonly roll?: ElectoralRoll;
}

/**
 * Verifies supports for the first time or again: opens them, matches the roll, finds duplicates and derives the class.
 * Skips completed steps. Every step handles the whole set; the result does not depend on which supports are verified
 * together.
 */
@Injectable()
export class VerificationSteps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly examining: ExamineSupports,
    private readonly quarantining: QuarantineSupport,
    private readonly storing: StoreOpenedSupports,
    private readonly loading: LoadOpenedSupports,
    private readonly matching: MatchRoll,
    private readonly recording: RecordRollAnswers,
    private readonly announcing: AnnounceVerified,
  ) {}

  /** Slow and read-only. Call it before locking any row. */
  examine(sealed: Parameters<ExamineSupports['examine']>[0]): Promise<ReadonlyMap<string, ExaminationResult>> {
    return this.examining.examine(sealed);
  }

  /**
   * @param supports new, or locked by {@link lockSupports}.
   * @param examined results for the supports that had not been opened before.
   */
  async run(
    supports: readonly SupportRecord[],
    examined: ReadonlyMap<string, ExaminationResult>,
    { cause, correlationOf, roll }: RunOptions,
  ): Promise<void> {
    const opened: MatchInput[] = [];
    for (const support of supports.filter(({ state }) => state !== 'verified')) {
      const one = examined.get(support.id);
      if (one === undefined) throw new Error(`support ${support.id} was not examined`);
      if (!(one instanceof UnsealError)) opened.push({ ...one, support });
      else if (support.state !== 'unprocessable')
        await this.quarantining.quarantine(support, one, correlationOf?.(support.id));
    }
    await this.storing.store(opened, examined);
    const reopened = await this.loading.load(supports.filter(({ state }) => state === 'verified'));
    const inputs = [...opened, ...reopened];
    const answers = await (roll ? this.matching.matchAgainst(roll, inputs) : this.matching.match(inputs));
    await this.recording.record(answers);
    const answeredIds = new Set(answers.map(({ support }) => support.id));
    const ids = [...opened, ...reopened.filter(({ support }) => answeredIds.has(support.id))].map(
      ({ support }) => support.id,
    );
    if (ids.length === 0) return;
    const formerElectors = answers.map(({ support }) => support);
    await reclassify(this.work, {
      own: await findSupports(this.work, ids),
      formerElectors,
      cause,
      at: this.clock.now(),
    });
    const withEmail = new Set(opened.flatMap(({ support, email }) => (email === undefined ? [] : [support.id])));
    await this.announcing.announce(ids, withEmail, correlationOf);
  }
}
