import { DomainError } from '../errors/domain-error.js';

interface PendingItem<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: processes concurrent items together. An item that arrives while idle starts immediately; items that
 * arrive during a run form the next group. Each promise settles when its group is done.
 */
export class GroupCommit<Item, Answer> {
  readonly #waiting: PendingItem<Item, Answer>[] = [];
  #working = false;

  /**
   * @param work returns one result per item, in order; a DomainError in place of a result rejects only that item. If it
   * throws a data error ({@link isDataError}), each item is retried alone, so that one bad item does not fail the
   * others.
   */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly (Answer | DomainError)[]>,
    private readonly maxGroupSize: number,
  ) {}

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#working) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) await this.#settle(this.#waiting.splice(0, this.maxGroupSize));
    this.#working = false;
  }

  async #settle(group: readonly PendingItem<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const answer = answers[index] as Answer | DomainError;
        if (answer instanceof DomainError) reject(answer);
        else resolve(answer);
      });
    } catch (error) {
      if (group.length > 1 && isDataError(error)) {
        for (const one of group) await this.#settle([one]);
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }
}

/**
 * SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). Other errors would fail each item
 * again.
 */
function isDataError(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code);
}
