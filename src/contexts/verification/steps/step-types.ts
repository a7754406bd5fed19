import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Match } from '../../electoral-roll/index.js';
import type { EvidenceProblem } from '../check-evidence.js';
import type { PersonalData } from '../persistence/personal-data.js';
import type { SupportRecord } from '../persistence/support-records.js';
import type { EvidencePart, OpenedSupport, UnsealError } from '../unseal/support-opener.js';

/** Result of opening a support and checking its images (without the images), or the error. */
export type ExaminationResult = ExaminedSupport | UnsealError;

export type ExaminedSupport = Omit<OpenedSupport, 'parts'> & {
  readonly imageProblems: readonly EvidenceProblem[];
  /** The parts that are present, without their bytes. */
  readonly present: ReadonlyMap<EvidencePart, true>;
};

/** Data for matching a support. In memory only. */
export interface MatchInput extends PersonalData {
  readonly support: SupportRecord;
  readonly credentialType: CredentialTypeKey;
}

/** With the answer of the roll. */
export interface MatchResult extends MatchInput {
  readonly match: Match;
}

/** Correlation id per support, if one transaction handles several. */
export type CorrelationOf = ((supportId: string) => string | undefined) | undefined;
