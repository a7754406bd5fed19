/** Duties of who treats personal data, as a person reads and accepts them; a changed text is a new version. */
export interface Duties {
  readonly version: string;
  readonly title: string;
  readonly items: readonly string[];
  /** What is ticked to accept them. */
  readonly commitment: string;
}
