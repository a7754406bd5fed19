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
  readonly field?: string | undefined;
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
  readonly #faults: DomainError[];
  readonly #settled: ReadonlySet<string | undefined>;

  /** @param found errors that are known already; further errors of the same fields are ignored. */
  constructor(found: readonly DomainError[] = []) {
    this.#faults = [...found];
    this.#settled = new Set(found.map(({ field }) => field));
  }

  add(code: string, details: ErrorDetails): void {
    if (details.field !== undefined && this.#settled.has(details.field)) return;
    this.#faults.push(new DomainError(code, details));
  }

  /**
   * Adds the errors that some work throws, and rethrows those that belong to no field.
   * @returns what it returned; undefined after an error.
   */
  async collect<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.field === undefined) throw error;
      for (const fault of error.all()) this.add(fault.code, fault);
      return undefined;
    }
  }

  /** Whether one of these fields has an error. */
  has(...fields: readonly string[]): boolean {
    return this.#faults.some(({ field }) => field !== undefined && fields.includes(field));
  }

  all(): readonly DomainError[] {
    return this.#faults;
  }

  /** @throws DomainError all errors, if one of these fields has one: the remaining rules need valid values in them. */
  requireValid(...fields: readonly string[]): void {
    if (this.has(...fields)) this.throwIfAny();
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
