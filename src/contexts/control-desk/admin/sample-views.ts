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

export interface SampleView extends SampleRow {
  readonly digest: string;
  /** Null until two officials have typed the same digits; in groups of five. */
  readonly seed: string | null;
  readonly seedFixedAt: string | null;
  /** Who typed the seed and when. The digits are hidden until the seed is fixed. */
  readonly entries: readonly { readonly who: string; readonly at: string }[];
  /** The digits that the people typed last differ. */
  readonly differs: boolean;
  readonly mayEnter: boolean;
  /** The first records in the order of the sample; empty until the seed is fixed. */
  readonly sample: readonly { readonly place: number; readonly supportId: string; readonly folio: string }[];
}
