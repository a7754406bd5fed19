import { DomainError } from '../errors/domain-error.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Works what waits at the same time as one (group commit): one alone at once, and whatever gathered while the former group
 * was under way as the next. Each is answered only when its group is done.
 */
export class GroupCommit<Item, Answer> {
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #working = false;

  /**
   * @param work answers in the order of the items; an error in place of an answer refuses that one alone. When it throws
   * what lies in the data of one of them ({@link isDataError}), each is tried alone: it fails none of its neighbours.
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

  async #settle(group: readonly Waiting<Item, Answer>[]): Promise<void> {
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

/** PostgreSQL's classes 22 (data exception) and 23 (constraint): anything else would only fail again, one by one. */
function isDataError(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code);
}
