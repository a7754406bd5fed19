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
import type { CorrelationOf, Examined, Opened } from './steps/step-types.js';
import { UnsealError } from './unseal/support-opener.js';

interface Course {
  /** The reason in the history of the supports whose class changes. */
  readonly cause: string;
  readonly correlationOf?: CorrelationOf;
  /** Answers in the place of the roll that is loaded here. */
  readonly roll?: ElectoralRoll;
}

/**
 * Verifies supports, the first time and again: opens them, matches the roll, finds duplicates and derives the class. A
 * step that was done before is not repeated. Every step takes the whole set; the result does not depend on which
 * supports are verified together.
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

  /** Takes long and writes nothing: to be called before any row is locked. */
  examine(sealed: Parameters<ExamineSupports['examine']>[0]): Promise<ReadonlyMap<string, Examined>> {
    return this.examining.examine(sealed);
  }

  /**
   * @param supports nobody else may be changing them: new, or locked by {@link lockSupports}.
   * @param examined of those that were not opened before.
   */
  async take(
    supports: readonly SupportRecord[],
    examined: ReadonlyMap<string, Examined>,
    { cause, correlationOf, roll }: Course,
  ): Promise<void> {
    const opened: Opened[] = [];
    for (const support of supports.filter(({ state }) => state !== 'verified')) {
      const one = examined.get(support.id);
      if (one === undefined) throw new Error(`support ${support.id} was not examined`);
      if (one instanceof UnsealError) await this.quarantining.quarantine(support, one, correlationOf?.(support.id));
      else opened.push({ ...one, support });
    }
    await this.storing.store(opened, examined);
    const again = await this.loading.load(supports.filter(({ state }) => state === 'verified'));
    const asked = [...opened, ...again];
    const answers = await (roll ? this.matching.matchBy(roll, asked) : this.matching.match(asked));
    await this.recording.record(answers);
    const isAnswered = new Set(answers.map(({ support }) => support.id));
    const ids = [...opened, ...again.filter(({ support }) => isAnswered.has(support.id))].map(
      ({ support }) => support.id,
    );
    if (ids.length === 0) return;
    const left = answers.map(({ support }) => support);
    await reclassify(this.work, { own: await findSupports(this.work, ids), left, cause, at: this.clock.now() });
    const toTell = new Set(opened.flatMap(({ support, email }) => (email === undefined ? [] : [support.id])));
    await this.announcing.announce(ids, toTell, correlationOf);
  }
}
