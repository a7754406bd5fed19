/** The loaded cuts of the electoral roll, newest first. Dates are display strings in hora centro. */
export interface RollCutsView {
  readonly cuts: readonly {
    readonly name: string;
    readonly source: string;
    readonly electors: number;
    readonly asOf: string;
    readonly inForceFrom: string;
    readonly inForce: boolean;
  }[];
}
