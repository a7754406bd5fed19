import { ROLL_STATUSES, type BajaCause, type RollStatus } from '#electoral/roll';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

/** The identifiers of one record. Values read by the app and typed values are separate, because both are tried. */
export interface MatchQuestion {
  readonly id: string;
  readonly credentialType: CredentialTypeKey;
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  /** When the record was received; the cut in force at that time is used. */
  readonly asOf: Date;
  /** The entidad to search first. Without it the result is the same, but takes longer. */
  readonly entidad?: string;
  /** Name of the cut to use instead of the one in force: the one the OPL designates for the close (decision 15). */
  readonly cut?: string;
}

/**
 * The part of a roll row that callers receive. Its only identifier is the stable key, the source of the duplicate key.
 */
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
  /** The identifiers belong to two electors. It is not a match; the control desk sees the conflict. */
  | { readonly outcome: 'conflict' }
);

export interface Registration {
  /** In the padrón with any status except baja. */
  readonly registered: boolean;
  readonly inNominalList: boolean;
  readonly cut: RollCut;
}

export interface RollEntryStatus {
  /** Undefined if no row has the clave. If several rows have it, the best status counts. */
  readonly status: RollStatus | undefined;
  readonly bajaCause: BajaCause | '';
}

/** No cut is loaded. The match must be retried later; this is not a 'not found' result. */
export class NoRollCutError extends Error {
  constructor() {
    super('no roll cut is loaded');
    this.name = 'NoRollCutError';
  }
}

/** Port to the electoral roll. */
export abstract class ElectoralRoll {
  /**
   * Matches a batch. Returns one match per question, in the same order.
   * @throws NoRollCutError
   */
  abstract match(questions: readonly MatchQuestion[]): Promise<Match[]>;

  /**
   * Whether a clave is in the newest cut (§6.4).
   * @throws NoRollCutError
   */
  abstract findRegistration(claveElector: string): Promise<Registration>;

  /**
   * The status of many claves in the newest cut, one per clave in the same order.
   * @throws NoRollCutError
   */
  abstract findStatuses(clavesElector: readonly string[]): Promise<{ statuses: RollEntryStatus[]; cut: RollCut }>;
}

/** The best status among the rows of one clave, in the order of ROLL_STATUSES. */
export function bestStatus(
  rows: readonly { registryStatus: RollStatus; bajaCause: BajaCause | '' }[],
): RollEntryStatus {
  const best = ROLL_STATUSES.map((status) => rows.find(({ registryStatus }) => registryStatus === status)).find(
    Boolean,
  );
  return best ? { status: best.registryStatus, bajaCause: best.bajaCause } : { status: undefined, bajaCause: '' };
}
