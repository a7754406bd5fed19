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
  /** The invalid input field, if any. */
  readonly field?: string;
  /** Values for the Spanish message. Never personal data. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Extension members for the API's problem details, e.g. a signed refusal. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** When to retry; for kinds `unavailable` and `too-many`. */
  readonly retryAfterSeconds?: number;
  /** Further errors of the same input, so that a form can show them together. */
  readonly also?: readonly DomainError[];
  /** The error behind kind `unavailable`, for the log; never sent. */
  readonly cause?: unknown;
}

/**
 * An expected error that the user can act on. The code (`CONTEXT.REASON`) is stable and part of the interface; its
 * Spanish message is in the context's `errors.es.json`.
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
    super(code, { cause: details.cause });
    this.name = 'DomainError';
    this.kind = details.kind;
    this.field = details.field;
    this.params = details.params ?? {};
    this.extensions = details.extensions ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.also = details.also ?? [];
  }

  /** This error followed by the further ones. */
  all(): readonly DomainError[] {
    return [this, ...this.also];
  }
}

/** Collects the errors of one input and throws them together. */
export class Faults {
  readonly #faults: DomainError[] = [];

  add(code: string, details: ErrorDetails): void {
    this.#faults.push(new DomainError(code, details));
  }

  /** @throws DomainError the first error, with the others in `also`. */
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
