/** What the screens of this folder are answered. Dates are hora centro, as people read them. */

export type Status = 'draft' | 'confirmed' | 'withdrawn';

export interface AspirantRow {
  readonly id: string;
  readonly folio: string;
  readonly name: string;
  readonly office: string;
  readonly idProceso: string;
  readonly status: Status;
  readonly changedAt: string;
}

export interface AspirantListView {
  readonly aspirants: readonly AspirantRow[];
  readonly processes: readonly { readonly id: string; readonly idProceso: string }[];
  /** Address parameter of the next page; null on the last. */
  readonly next: string | null;
}

export interface AspirantView extends AspirantRow {
  readonly registeredAt: string;
  readonly confirmedAt: string | null;
  readonly emailProvider: 'google' | 'facebook';
}

export interface RegisterView {
  readonly offices: readonly { readonly id: string; readonly label: string }[];
  readonly entidades: readonly { readonly key: string; readonly name: string }[];
  readonly credentialTypes: readonly { readonly key: string; readonly label: string }[];
  /** The entidad of the official's OPL, most often the card's too; empty when there is none. */
  readonly ownEntidad: string;
  /** What is said of a wrong identifier, by the code of its check. */
  readonly sentences: Readonly<Record<string, string>>;
}

export interface Registered {
  readonly aspirantId: string;
  readonly folio: string;
  /** Sentences, for a second look. */
  readonly warnings: readonly string[];
}
