import pg from 'pg';

type Query = (this: pg.Client, ...given: unknown[]) => unknown;
interface Wired {
  readonly connection: { readonly stream: { destroy(): void } };
}

const prototype = pg.Client.prototype as unknown as { query: Query };
const original = prototype.query;

/**
 * Stands between the code and PostgreSQL and lets the process 'die' at a statement: its connections break, the server rolls
 * back what was open, and no statement gets through until it is `revived`.
 */
export class CrashingDriver {
  readonly #clients = new Set<pg.Client>();
  readonly #outside = new WeakSet<pg.Client>();
  #count = 0;
  #at = 0;
  #when: 'before' | 'after' = 'before';
  #dead = false;
  /** What the statement was that it died at. */
  died: string | undefined;

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the driver calls with its own `this`.
    const driver = this;
    prototype.query = function (...given) {
      return driver.#query(this, given);
    };
  }

  /** A client that looks from outside: neither counted nor killed. */
  spare(client: pg.Client): pg.Client {
    this.#outside.add(client);
    return client;
  }

  /** @param when after: the server has done it, and nobody learns of it. */
  crashAt(statement: number, when: 'before' | 'after'): void {
    [this.#count, this.#at, this.#when, this.died] = [0, statement, when, undefined];
  }

  revive(): void {
    this.#dead = false;
    this.#at = 0;
  }

  restore(): void {
    prototype.query = original;
  }

  #query(client: pg.Client, given: unknown[]): unknown {
    // What the driver submits for itself (cursors, COPY) and what watches from outside goes through.
    if (this.#outside.has(client) || typeof given.at(-1) === 'function') return this.#withCallback(client, given);
    this.#clients.add(client);
    if (this.#dead) return Promise.reject(broken());
    this.#count += 1;
    if (this.#at === 0 || this.#count !== this.#at) return original.apply(client, given);
    const text = typeof given[0] === 'string' ? given[0] : String((given[0] as { text?: string } | undefined)?.text);
    this.died = text.trim().slice(0, 60);
    if (this.#when === 'before') {
      this.#die();
      return Promise.reject(broken());
    }
    return (original.apply(client, given) as Promise<unknown>).then(() => {
      this.#die();
      throw broken();
    });
  }

  /** knex asks with a callback. */
  #withCallback(client: pg.Client, given: unknown[]): unknown {
    if (this.#outside.has(client)) return original.apply(client, given);
    const done = given.at(-1) as (error: Error | null, result?: unknown) => void;
    const answer = this.#query(client, given.slice(0, -1)) as Promise<unknown>;
    answer.then(
      (result) => {
        done(null, result);
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
    return undefined;
  }

  #die(): void {
    this.#dead = true;
    for (const client of this.#clients) (client as unknown as Wired).connection.stream.destroy();
    this.#clients.clear();
  }
}

function broken(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
}
