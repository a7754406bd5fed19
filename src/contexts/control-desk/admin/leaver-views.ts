/** Data of the screens about a reviewer's open work. */
export interface OpenWorkView {
  /** Records assigned to this reviewer and not yet reviewed. */
  readonly open: number;
}

export interface LeaverView extends OpenWorkView {
  /** Reviewers who can take over the records. */
  readonly successors: readonly { readonly id: string; readonly name: string; readonly assigned: number }[];
}

export interface TransferView extends LeaverView {
  readonly id: string;
  readonly name: string;
  readonly account: string;
}
