/** Responses for the page of an auxiliary and its actions. Dates are formatted in hora centro. */
import type { DeviceStatus } from '#electoral/devices';
import type { Status } from './views.js';

export interface MailLine {
  readonly sentAt: string;
  readonly state: 'sent' | 'delayed' | 'failed';
  readonly cause: string;
  readonly bouncedAt: string | null;
}

export interface HistoryLine {
  readonly key: string;
  readonly at: string;
  readonly what: string;
  readonly reason: string | null;
}

export interface RequestLine {
  readonly id: string;
  /** Number of the oficio. */
  readonly reference: string;
  readonly at: string;
  readonly reason: string;
  /** It covers all auxiliaries of the aspirant. */
  readonly ofAll: boolean;
  /** Whether the papers of no one, of some or of all requested people were transferred. */
  readonly answer: 'none' | 'part' | 'whole';
}

export interface RecordView {
  readonly id: string;
  readonly idAuxiliar: string;
  readonly aspirant: { readonly id: string; readonly name: string };
  readonly practice: boolean;
  readonly status: Status;
  readonly initials: string;
  readonly email: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly telefonoMovilEnding: string;
  readonly claveElectorEnding: string;
  readonly inNominalList: boolean;
  readonly otherAspirant: boolean;
  /** What to compare with the credential, as sentences. */
  readonly doubts: readonly string[];
  readonly registeredAt: string;
  readonly bounced: boolean;
  readonly messages: readonly MailLine[];
  readonly duties: readonly { readonly version: string; readonly acceptedAt: string }[];
  readonly papers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly uploadedAt: string | null;
    /** Signed before the data was corrected. */
    readonly outdated: boolean;
  }[];
  readonly papersTransferredAt: string | null;
  /** Custody requests that include this person, newest first. */
  readonly requests: readonly RequestLine[];
  readonly devices: readonly {
    readonly deviceId: string;
    readonly folioPrefix: string;
    readonly status: DeviceStatus;
    readonly attested: boolean;
    readonly findings: readonly string[];
    readonly enrolledAt: string;
  }[];
  readonly history: readonly HistoryLine[];
}

export interface CorrectView extends RecordView {
  /** Initial values of the form. */
  readonly values: Readonly<Record<string, string>>;
  /** Error messages for identifiers, by the code of the check. */
  readonly sentences: Readonly<Record<string, string>>;
}

export interface CorrectionsView extends RecordView {
  /** Newest first. */
  readonly corrections: readonly {
    readonly key: string;
    readonly at: string;
    readonly by: string;
    readonly reason: string;
    readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  }[];
}

export interface RevealedData {
  readonly displayName: string;
  readonly fechaNacimiento: string;
  readonly email: string;
  readonly telefonoMovil: string;
  readonly claveElector: string;
  readonly curp: string;
}
