import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Match } from '../../electoral-roll/index.js';
import type { EvidenceProblem } from '../check-evidence.js';
import type { PersonalData } from '../persistence/personal-data.js';
import type { SupportRecord } from '../persistence/support-records.js';
import type { EvidencePart, OpenedSupport, UnsealError } from '../unseal/support-opener.js';

/** A support opened and its images checked, without the images. Or why it could not be opened. */
export type Examined = ExaminedSupport | UnsealError;

export type ExaminedSupport = Omit<OpenedSupport, 'parts'> & {
  readonly imageProblems: readonly EvidenceProblem[];
  /** The parts that are there, without their bytes. */
  readonly present: ReadonlyMap<EvidencePart, true>;
};

/** What a support is matched by: in memory for this work alone. */
export interface Opened extends PersonalData {
  readonly support: SupportRecord;
  readonly credentialType: CredentialTypeKey;
}

/** The same with the roll's answer. */
export interface Answered extends Opened {
  readonly match: Match;
}

/** The correlation id of each support's work, where one transaction does the work of several. */
export type CorrelationOf = ((supportId: string) => string | undefined) | undefined;
