/** What the screens of this folder are answered. Dates are hora centro, as people read them. */
import type { ListView } from '../../../admin/views.js';

export type Status = 'draft' | 'validated' | 'confirmed' | 'withdrawn';

export interface AspirantRow {
  readonly id: string;
  readonly folio: string;
  readonly name: string;
  readonly office: string;
  readonly idProceso: string;
  readonly status: Status;
  /** Confirmed, and the sheet of its newest version is still to be signed. */
  readonly sheetDue: boolean;
  readonly registeredAt: string;
}

export interface AspirantListView extends ListView<AspirantRow> {
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
}

export interface AspirantView extends AspirantRow {
  /** Of a practice process: the page says so. */
  readonly practice: boolean;
  /** What the OPL owes to it. */
  readonly nextStep: 'validate' | 'sign' | 'confirm' | 'nothing';
  readonly version: number;
  /** Version of the newest signed sheet that is kept; 0 for none. */
  readonly signedVersion: number;
  readonly confirmedAt: string | null;
  /** Day of the desistimiento, dd/mm/aaaa. */
  readonly withdrawnOn: string | null;
  readonly emblemDigest: string | null;
  /** The newest message to their address; null while none went. */
  readonly mail: { readonly sentAt: string; readonly bounced: boolean; readonly cause: string } | null;
  readonly emailProvider: 'google' | 'facebook';
}

/** What the fields of groups B to E choose from. */
export interface FieldsView {
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
  readonly credentialTypes: readonly { readonly key: string; readonly label: string }[];
  /** The entidad of the official's OPL, most often the card's too; empty when there is none. */
  readonly ownEntidad: string;
  /** Of that entidad, by name; empty where no catalogue is loaded. */
  readonly municipalities: readonly { readonly key: string; readonly name: string }[];
  /** What is said of a wrong identifier, by the code of its check. */
  readonly sentences: Readonly<Record<string, string>>;
}

export interface RegisterView extends FieldsView {
  readonly offices: readonly { readonly id: string; readonly label: string }[];
}

export interface Registered {
  readonly aspirantId: string;
  readonly folio: string;
  /** Sentences, for a second look. */
  readonly warnings: readonly string[];
}

/** A warning as it is shown and acknowledged. */
export interface WarningView {
  /** `field:code` */
  readonly key: string;
  readonly field: string;
  readonly sentence: string;
}

/** All that was registered, by the groups of the protocol, for the second look. */
export interface ValidateView extends AspirantView {
  readonly groups: readonly {
    readonly title: string;
    readonly facts: readonly { readonly name: string; readonly value: string; readonly code: boolean }[];
  }[];
  readonly open: readonly WarningView[];
}

export interface CorrectView extends AspirantView, FieldsView {
  /** As the form names them; `municipio` by its key where a catalogue is loaded. */
  readonly values: Readonly<Record<string, string>>;
  /** Of the same process. */
  readonly offices: readonly { readonly id: string; readonly label: string }[];
}

export interface Corrected {
  readonly version: number;
  readonly warnings: readonly string[];
}

/** One thing that was done to a registration. */
export interface HistoryEntryView {
  readonly key: string;
  readonly title: string;
  readonly at: string;
  readonly by: string;
  readonly note: string;
  /** Names the signed sheet to download, where it is one. */
  readonly sheet: string | null;
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
}

export interface HistoryView extends AspirantView {
  readonly facts: readonly HistoryEntryView[];
}
