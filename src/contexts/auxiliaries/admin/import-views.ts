/** Response for the screen of import findings. */
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
