import { ROLL_STATUSES, type BajaCause, type RollStatus } from '#electoral/roll';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

/** One record's identifiers, as read by the app and as typed, apart: both are tried. */
export interface MatchQuestion {
  readonly id: string;
  readonly credentialType: CredentialTypeKey;
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  /** The cut in force at this instant answers: the reception. */
  readonly asOf: Date;
  /** Where the elector is looked for first. The answer is the same without it, only later. */
  readonly entidad?: string;
  /** Answers instead of the one in force: what the OPL names for the close (decision 15). */
  readonly cut?: string;
}

/** What the roll tells of an elector. No identifier leaves it but the stable key, for the duplicate key. */
export interface MatchedElector {
  readonly stableKey: string;
  readonly registryStatus: RollStatus;
  readonly bajaCause: BajaCause | '';
  readonly entidad: string;
  readonly distrito: string;
  readonly municipio: string;
  readonly seccion: string;
}

export interface RollCut {
  readonly name: string;
  readonly source: string;
}

export type Match = { readonly id: string; readonly cut: RollCut } & (
  | { readonly outcome: 'matched'; readonly elector: MatchedElector; readonly matchedBy: 'read' | 'typed' | 'both' }
  | { readonly outcome: 'not-found' }
  /** Identifiers of one record that belong to two electors: no match, the desk sees it as such. */
  | { readonly outcome: 'conflict' }
);

export interface Registration {
  /** In the padrón, with any standing but baja. */
  readonly registered: boolean;
  readonly inNominalList: boolean;
  readonly cut: RollCut;
}

export interface RollEntryStatus {
  /** Undefined when the clave stands in no row of the roll. Of several rows with one clave the best counts. */
  readonly status: RollStatus | undefined;
  readonly bajaCause: BajaCause | '';
}

/** No cut is loaded: the question waits, it is not answered with 'not found'. */
export class NoRollCutError extends Error {
  constructor() {
    super('no roll cut is loaded');
    this.name = 'NoRollCutError';
  }
}

/** The electoral roll as verification asks it. */
export abstract class ElectoralRoll {
  /**
   * Answers a batch, one match per question in its order.
   * @throws NoRollCutError
   */
  abstract match(questions: readonly MatchQuestion[]): Promise<Match[]>;

  /**
   * Whether a clave stands in the roll now (§6.4). Who asked for it learns no more than that it could not be validated.
   * @throws NoRollCutError
   */
  abstract findRegistration(claveElector: string): Promise<Registration>;

  /**
   * The same of many claves at once, one standing per clave in their order.
   * @throws NoRollCutError
   */
  abstract findStatuses(clavesElector: readonly string[]): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }>;
}

/** Of the rows that one clave has: who is in the lista nominal under it, is in it. */
export function bestStatus(
  rows: readonly { registryStatus: RollStatus; bajaCause: BajaCause | '' }[],
): RollEntryStatus {
  const best = ROLL_STATUSES.map((status) => rows.find(({ registryStatus }) => registryStatus === status)).find(
    Boolean,
  );
  return best ? { status: best.registryStatus, bajaCause: best.bajaCause } : { status: undefined, bajaCause: '' };
}
