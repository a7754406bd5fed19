/** Data of the screen of import findings. */
export interface ImportFindingsView {
  readonly findings: readonly {
    readonly id: string;
    readonly person: string;
    readonly claveElectorEnding: string;
    readonly kind: 'not-in-padron' | 'other-aspirant';
    readonly cause: string;
    readonly aspirant: string;
    readonly at: string;
  }[];
}

interface PersonOfMailbox {
  readonly id: string;
  /** Id Auxiliar, or folio of an aspirant. */
  readonly code: string;
  /** Initials of an auxiliary, or name of an aspirant. */
  readonly name: string;
}

/** Data of the screen of mailboxes that two people share. */
export interface SharedMailboxesView {
  readonly auxiliaries: readonly {
    readonly id: string;
    readonly people: readonly (PersonOfMailbox & { readonly aspirant: string })[];
  }[];
  readonly aspirants: readonly { readonly id: string; readonly people: readonly PersonOfMailbox[] }[];
  /** There may be more than are shown. */
  readonly more: boolean;
}
