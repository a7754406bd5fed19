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
 * Returns the answers in the answer file of a roll that is hosted elsewhere. It answers only the questions of that
 * exchange; anything else fails as if no cut were loaded.
 */
export class AnswerFileRoll extends ElectoralRoll {
  /** @param answers the answers in the file, by question id. */
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
