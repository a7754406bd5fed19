/** What is being sent, or why nothing is; `sentence.ts` has the text for each status. */
export type SendingState =
  'opening' | 'idle' | 'sending' | 'elsewhere' | 'offline' | 'busy' | 'untrusted' | 'wifi-only' | 'refused';

export interface SendingView {
  readonly state: SendingState;
  /** Records that have no receipt yet. */
  readonly pending: number;
  /** Counts of the current run: the records it started with, and those that have their receipt. */
  readonly total: number;
  readonly done: number;
  /** The record being uploaded. */
  readonly folio?: string;
  /** When the next run is due, in milliseconds of the device's clock; undefined while one is in progress. */
  readonly nextAt?: number;
}

/** The state of the sender as the screens show it, in the form that `useSyncExternalStore` expects. */
export class SendingStatus {
  readonly #listeners = new Set<() => void>();
  #view: SendingView = { state: 'opening', pending: 0, total: 0, done: 0 };

  get view(): SendingView {
    return this.#view;
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(change: Partial<SendingView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
