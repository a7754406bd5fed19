/** What a query may read beside rows within the actor's scope: see ADR 0042. */
export interface ReadRule {
  readonly name: string;
  /** Why it needs no scope. */
  readonly unscoped?: string | undefined;
}

/**
 * Holds a query to its scope while it runs, whatever the data. It lists rows by `UnitOfWork.rows`. Or it reads one record
 * by `UnitOfWork.record` or by another query of the same actor, authorizes what that belongs to, and then reads further
 * parts of it by any statement.
 */
export class QueryReads {
  /** A record was read that no `authorize` followed. */
  #undecided = false;
  /** Another query showed the same actor what this one is about. */
  #hasNestedAnswer = false;
  #recordAuthorized = false;
  #hasUnscopedStatement = false;

  constructor(private readonly rule: ReadRule) {}

  recordFound(): void {
    this.#undecided = true;
  }

  nestedQueryAnswered(): void {
    this.#hasNestedAnswer = true;
  }

  authorized(): void {
    this.#recordAuthorized ||= this.#undecided || this.#hasNestedAnswer;
    this.#undecided = false;
  }

  /** @throws Error before a record was read and authorized. */
  unscopedStatement(): void {
    if (this.rule.unscoped !== undefined) return;
    if (!this.#recordAuthorized || this.#undecided) {
      throw new Error(`${this.rule.name} reads rows without the condition of the actor's scope`);
    }
    this.#hasUnscopedStatement = true;
  }

  /** @throws Error when the query answers with what it did not decide. */
  requireDecided(result: unknown): void {
    if (this.rule.unscoped !== undefined) return;
    if (this.#undecided) throw new Error(`${this.rule.name} read a record and did not authorize it`);
    if (this.#hasUnscopedStatement && isList(result)) {
      throw new Error(`${this.rule.name} answers with a list without the condition of the actor's scope`);
    }
  }
}

/** An array, or a page with its `rows`. */
function isList(result: unknown): boolean {
  if (Array.isArray(result)) return true;
  return typeof result === 'object' && result !== null && Array.isArray((result as { rows?: unknown }).rows);
}
