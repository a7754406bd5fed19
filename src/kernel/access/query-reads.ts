/** The part of a query's spec that governs its reads (ADR 0042). */
export interface ReadRule {
  readonly name: string;
  /** Why the query needs no scope. */
  readonly unscoped?: string | undefined;
}

/**
 * Enforces that a query checks the actor's scope, regardless of the data. A query may list rows with `UnitOfWork.rows`.
 * Alternatively it reads one record with `UnitOfWork.record` or through another query of the same actor, authorizes it,
 * and then reads its parts with any statement.
 */
export class QueryReads {
  /** A record was read and not yet authorized. */
  #awaitsAuthorization = false;
  /** Another query of the same actor returned the record. */
  #hasNestedAnswer = false;
  #recordAuthorized = false;
  #hasUnscopedStatement = false;

  constructor(private readonly rule: ReadRule) {}

  recordFound(): void {
    this.#awaitsAuthorization = true;
  }

  nestedQueryAnswered(): void {
    this.#hasNestedAnswer = true;
  }

  authorized(): void {
    this.#recordAuthorized ||= this.#awaitsAuthorization || this.#hasNestedAnswer;
    this.#awaitsAuthorization = false;
  }

  /** @throws Error if no record has been read and authorized. */
  unscopedStatement(): void {
    if (this.rule.unscoped !== undefined) return;
    if (!this.#recordAuthorized || this.#awaitsAuthorization) {
      throw new Error(`${this.rule.name} reads rows without the scope condition`);
    }
    this.#hasUnscopedStatement = true;
  }

  /** @throws Error if the query returns a record or a list without a scope check. */
  requireScopeCheck(result: unknown): void {
    if (this.rule.unscoped !== undefined) return;
    if (this.#awaitsAuthorization) throw new Error(`${this.rule.name} read a record without authorizing it`);
    if (this.#hasUnscopedStatement && isList(result)) {
      throw new Error(`${this.rule.name} returns a list without the scope condition`);
    }
  }
}

/** True for an array and for a page with `rows`. */
function isList(result: unknown): boolean {
  if (Array.isArray(result)) return true;
  return typeof result === 'object' && result !== null && Array.isArray((result as { rows?: unknown }).rows);
}
