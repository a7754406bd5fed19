/** The conditions of one query, with the values they speak of. */
export class Conditions {
  readonly #texts: string[] = [];
  readonly #values: unknown[] = [];

  /** Adds a condition; every `?` in it stands for the value. Without a value it asks nothing. */
  and(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.#texts.push(condition.replaceAll('?', this.value(value)));
    return this;
  }

  /** Adds a condition that speaks of no value. */
  always(condition: string): this {
    this.#texts.push(condition);
    return this;
  }

  /** @returns the name under which the query may speak of this value. */
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
