/** Data protection duties that a person reads and accepts. Every change to the text needs a new version. */
export interface Duties {
  readonly version: string;
  readonly title: string;
  readonly items: readonly string[];
  /** Label of the checkbox. */
  readonly commitment: string;
}
