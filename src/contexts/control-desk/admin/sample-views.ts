/** Data of the screens about samples for second reviews. Dates are formatted in hora centro. */

export interface SampleRow {
  readonly id: string;
  readonly idProceso: string;
  /** What the list contains. */
  readonly title: string;
  readonly records: number;
  readonly publishedAt: string;
  readonly drawn: boolean;
}

export interface SampleListView {
  readonly samples: readonly SampleRow[];
}

export interface PublishListView {
  readonly processes: readonly { readonly id: string; readonly label: string }[];
  /** `yyyy-mm-dd`, the last day that is over. */
  readonly yesterday: string;
}

/** How far two reviewers agree, e.g. on the records of one reviewer. */
export interface AgreementRow {
  readonly label: string;
  readonly records: number;
  readonly agreed: number;
  /** Cohen's kappa with its 95 % interval; null if it is undefined. */
  readonly kappa: { readonly value: string; readonly low: string; readonly high: string } | null;
}

/** How far the second reviews support the outcome for one aspirant. */
export interface BoundRow {
  readonly id: string;
  readonly name: string;
  /** Null if the list cannot bound the outcome; then `why` says why. */
  readonly bound: {
    readonly reached: boolean;
    readonly required: number;
    readonly counted: number;
    readonly size: number;
    readonly mustBeWrong: number;
    readonly done: number;
    readonly wrong: number;
    readonly needed: number | null;
    /** In per cent. */
    readonly chance: string;
  } | null;
  readonly why: string;
}

/** The second reviews of a drawn sample. */
export interface SecondReviewsView {
  readonly ordered: number;
  readonly done: number;
  readonly unassigned: number;
  readonly disagreements: number;
  readonly undecided: number;
  readonly reviewers: readonly (AgreementRow & { readonly criteria: readonly AgreementRow[] })[];
  readonly aspirants: readonly BoundRow[];
}

export interface OrderView {
  readonly id: string;
  readonly title: string;
  readonly records: number;
  readonly ordered: number;
  readonly aspirants: readonly { readonly id: string; readonly name: string }[];
}

export interface SampleView extends SampleRow {
  /** Null until the seed is fixed. */
  readonly second: SecondReviewsView | null;
  readonly mayOrder: boolean;
  readonly digest: string;
  /** Null until two officials have typed the same digits; in groups of five. */
  readonly seed: string | null;
  readonly seedFixedAt: string | null;
  /** Who typed the seed and when. The digits are hidden until the seed is fixed. */
  readonly entries: readonly { readonly who: string; readonly at: string }[];
  /** Officials typed different digits. Only the last entry of each official is compared. */
  readonly differs: boolean;
  readonly mayEnter: boolean;
  /** The first records in the order of the sample; empty until the seed is fixed. */
  readonly sample: readonly { readonly place: number; readonly supportId: string; readonly folio: string }[];
}
