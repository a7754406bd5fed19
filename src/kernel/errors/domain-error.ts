export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

export interface ErrorDetails {
  readonly kind: ErrorKind;
  /** The input field at fault, where one is. */
  readonly field?: string;
  /** Values the Spanish sentence names. Never personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Members the API's problem details carry besides the usual ones, e.g. a signed refusal. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** Of what is unavailable: when to ask again. */
  readonly retryAfterSeconds?: number;
  /** Further faults of the same input, so that a form can show all at once. */
  readonly also?: readonly DomainError[];
}

/**
 * A refusal that a person can do something about. The code (`CONTEXT.REASON`) is stable and part of
 * the interface; its Spanish sentence stands in the context's `errors.es.json`.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly field: string | undefined;
  readonly params: Readonly<Record<string, string | number>>;
  readonly extensions: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | undefined;
  readonly also: readonly DomainError[];

  constructor(
    readonly code: string,
    details: ErrorDetails,
  ) {
    super(code);
    this.name = 'DomainError';
    this.kind = details.kind;
    this.field = details.field;
    this.params = details.params ?? {};
    this.extensions = details.extensions ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.also = details.also ?? [];
  }

  /** Every fault this error carries, itself first. */
  all(): readonly DomainError[] {
    return [this, ...this.also];
  }
}

/** Collects the faults of one input and throws them together. */
export class Faults {
  readonly #faults: DomainError[] = [];

  add(code: string, details: ErrorDetails): void {
    this.#faults.push(new DomainError(code, details));
  }

  /** @throws DomainError the first fault, carrying the others. */
  throwIfAny(): void {
    const [first, ...also] = this.#faults;
    if (first === undefined) return;
    throw new DomainError(first.code, {
      kind: first.kind,
      field: first.field,
      params: first.params,
      also,
    });
  }
}
