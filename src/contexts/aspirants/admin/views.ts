/** View models of the screens in this folder. Dates are display strings in hora centro. */
import type { ListView } from '../../../admin/views.js';

export type Status = 'draft' | 'validated' | 'confirmed' | 'withdrawn' | 'annulled';

export interface AspirantRow {
  readonly id: string;
  readonly folio: string;
  readonly name: string;
  readonly office: string;
  readonly idProceso: string;
  readonly status: Status;
  /** Confirmed, but the sheet of its latest version has not been signed yet. */
  readonly sheetDue: boolean;
  readonly registeredAt: string;
}

export interface AspirantListView extends ListView<AspirantRow> {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
}

export interface AspirantView extends AspirantRow {
  /** True for a practice process; the page says so. */
  readonly practice: boolean;
  /** Neither withdrawn nor annulled. */
  readonly inForce: boolean;
  /** No version was ever signed, so the registration can be annulled. */
  readonly canBeAnnulled: boolean;
  /** Other registrations of the same person in the process, withdrawn and annulled ones included. */
  readonly others: readonly { readonly id: string; readonly folio: string; readonly status: Status }[];
  /** The OPL's next step. */
  readonly nextStep: 'validate' | 'sign' | 'confirm' | 'nothing';
  readonly version: number;
  /** Version of the latest signed sheet; 0 for none. */
  readonly signedVersion: number;
  readonly confirmedAt: string | null;
  /** Day of the desistimiento, dd/mm/yyyy. */
  readonly withdrawnOn: string | null;
  readonly emblemDigest: string | null;
  /** The newest e-mail to the aspirant; null if none was sent. */
  readonly mail: { readonly sentAt: string; readonly bounced: boolean; readonly cause: string } | null;
  readonly emailProvider: 'google' | 'facebook';
  /** The sign-in account was corrected; the new one comes into force once the sheet is signed. */
  readonly accessPending: boolean;
}

/** Options of the fields in groups B to E. */
export interface FieldsView {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
  readonly credentialTypes: readonly { readonly key: string; readonly label: string }[];
  /** The entidad of the official's OPL, which is the default for the credential; empty for DERFE. */
  readonly ownEntidad: string;
  /** Municipalities of that entidad, by name; empty if no catalogue is loaded. */
  readonly municipalities: readonly { readonly key: string; readonly name: string }[];
  /** Error messages for identifiers, by the code of the check. */
  readonly sentences: Readonly<Record<string, string>>;
}

export interface RegisterView extends FieldsView {
  readonly offices: readonly { readonly id: string; readonly label: string }[];
}

export interface RegistrationResult {
  readonly aspirantId: string;
  readonly folio: string;
  /** Warnings as sentences. */
  readonly warnings: readonly string[];
}

/** A warning to show and acknowledge. */
export interface WarningView {
  /** `field:code` */
  readonly key: string;
  readonly field: string;
  readonly sentence: string;
  /** Label of the box; different for each warning of a registration. */
  readonly confirmation: string;
}

/** The complete registration, grouped as in the protocol, to compare it with the signed sheet. */
export interface ConfirmView extends AspirantView {
  readonly groups: readonly {
    readonly title: string;
    readonly facts: readonly { readonly name: string; readonly value: string; readonly code: boolean }[];
  }[];
}

/** The same, with the warnings to review at validation. */
export interface ValidateView extends ConfirmView {
  readonly open: readonly WarningView[];
}

export interface CorrectView extends AspirantView, FieldsView {
  /** Initial values of the form; `municipio` is a key if a catalogue is loaded. */
  readonly values: Readonly<Record<string, string>>;
  /** Offices of the same process. */
  readonly offices: readonly { readonly id: string; readonly label: string }[];
}

export interface CorrectionResult {
  readonly version: number;
  readonly warnings: readonly string[];
}

/** One entry of the history of a registration. */
export interface HistoryEntryView {
  readonly key: string;
  readonly title: string;
  readonly at: string;
  readonly by: string;
  readonly note: string;
  /** Key of the signed sheet to download; null if the entry has none. */
  readonly sheet: string | null;
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}

export interface HistoryView extends AspirantView {
  readonly entries: readonly HistoryEntryView[];
}
