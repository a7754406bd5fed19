import {
  ElectoralRoll,
  NoRollCutError,
  type Match,
  type MatchQuestion,
  type Registration,
  type RollCut,
  type RollEntryStatus,
} from '../roll-port.js';

/**
 * A roll that is kept elsewhere, as far as a file of answers has brought it here: it answers what was asked by file, and for
 * everything else it is as if no cut were loaded.
 */
export class AnswerFileRoll extends ElectoralRoll {
  /** @param answers by the id of the question. */
  constructor(
    private readonly cut: RollCut,
    private readonly answers: ReadonlyMap<string, Omit<Match, 'id' | 'cut'>>,
  ) {
    super();
  }

  override match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    const matches = questions.flatMap(({ id }): Match[] => {
      const answer = this.answers.get(id);
      return answer ? [{ ...answer, id, cut: this.cut } as Match] : [];
    });
    return matches.length < questions.length ? Promise.reject(new NoRollCutError()) : Promise.resolve(matches);
  }

  override findRegistration(): Promise<Registration> {
    return Promise.reject(new NoRollCutError());
  }

  override findStatuses(): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }> {
    return Promise.reject(new NoRollCutError());
  }
}
