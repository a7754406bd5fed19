import { buildAttempts, decideMatch, type Attempt, type Hit } from './domain/match-rule.js';
import type { RollElector } from '#electoral/roll';
import {
  bestStatus,
  ElectoralRoll,
  NoRollCutError,
  type Match,
  type MatchQuestion,
  type Registration,
  type RollCut,
  type RollEntryStatus,
} from './roll-port.js';

/** Fake roll for tests: a list of electors. Passes the same contract tests as the real roll. */
export class InMemoryElectoralRoll extends ElectoralRoll {
  constructor(
    private readonly electors: readonly RollElector[],
    private readonly cut: RollCut | undefined = { name: 'en memoria', source: 'PADRÓN INVENTADO' },
  ) {
    super();
  }

  override match(questions: readonly MatchQuestion[]): Promise<Match[]> {
    const { cut } = this;
    if (!cut) return Promise.reject(new NoRollCutError());
    return Promise.resolve(
      questions.map((question) =>
        decideMatch(
          question.id,
          cut,
          buildAttempts(question).flatMap((attempt) => this.#hits(attempt)),
        ),
      ),
    );
  }

  override findRegistration(claveElector: string): Promise<Registration> {
    if (!this.cut) return Promise.reject(new NoRollCutError());
    const rows = this.electors.filter((elector) => elector.claveElector === claveElector);
    return Promise.resolve({
      registered: rows.some(({ registryStatus }) => registryStatus !== 'baja'),
      inNominalList: rows.some(({ registryStatus }) => registryStatus === 'lista-nominal'),
      cut: this.cut,
    });
  }

  override findStatuses(clavesElector: readonly string[]): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }> {
    if (!this.cut) return Promise.reject(new NoRollCutError());
    const statuses = clavesElector.map((clave) =>
      bestStatus(this.electors.filter(({ claveElector }) => claveElector === clave)),
    );
    return Promise.resolve({ statuses, cut: this.cut });
  }

  #hits(attempt: Attempt): Hit[] {
    return this.electors.flatMap((elector): Hit[] => {
      if (matchesCombination(attempt, elector)) return [{ variant: attempt.variant, by: 'combination', elector }];
      if (attempt.variant !== 'read' && matchesOneIdentifier(attempt, elector)) {
        return [{ variant: attempt.variant, by: 'single', elector }];
      }
      return [];
    });
  }
}

function matchesCombination(attempt: Attempt, elector: RollElector): boolean {
  const same = (...names: ('claveElector' | 'numeroEmision' | 'cic' | 'ocr' | 'identificadorCiudadano')[]): boolean =>
    names.every((name) => attempt[name] !== '' && attempt[name] === elector[name]);
  switch (attempt.combination) {
    case 'clave-emision-ocr':
      return same('claveElector', 'numeroEmision', 'ocr');
    case 'cic-ocr':
      return same('cic', 'ocr');
    case 'cic-ciudadano':
      return same('cic', 'identificadorCiudadano');
  }
}

function matchesOneIdentifier(attempt: Attempt, elector: RollElector): boolean {
  return (['claveElector', 'cic', 'ocr', 'identificadorCiudadano'] as const).some(
    (name) => attempt[name] !== '' && attempt[name] === elector[name],
  );
}
