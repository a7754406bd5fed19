/** Builds the WHERE conditions of a query together with their parameters. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly #values: unknown[] = [];

  /** Adds a condition in which every `?` is replaced by the value; does nothing if the value is undefined. */
  and(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.#texts.push(condition.replaceAll('?', this.value(value)));
    return this;
  }

  /** Adds a condition without a parameter. */
  always(condition: string): this {
    this.#texts.push(condition);
    return this;
  }

  /** Adds a parameter, and returns its placeholder, e.g. `$3`. */
  value(value: unknown): string {
    this.#values.push(value);
    return `$${String(this.#values.length)}`;
  }

  get sql(): string {
    return this.#texts.length === 0 ? 'true' : this.#texts.join(' and ');
  }

  get values(): readonly unknown[] {
    return this.#values;
  }

  copy(): Conditions {
    const copy = new Conditions();
    copy.#texts.push(...this.#texts);
    copy.#values.push(...this.#values);
    return copy;
  }
}
