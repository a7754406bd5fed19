import pg from 'pg';

type Query = (this: pg.Client, ...given: unknown[]) => unknown;
interface ConnectedClient {
  readonly connection: { readonly stream: { destroy(): void } };
}

interface Crash {
  readonly statement: number;
  readonly when: 'before' | 'after';
  readonly resolve: () => void;
}

const prototype = pg.Client.prototype as unknown as { query: Query };
const original = prototype.query;

/**
 * Wraps the PostgreSQL driver and simulates a crash of the process at a statement: its connections break, the server
 * rolls back open transactions, and every statement fails until `revive` is called.
 */
export class CrashingDriver {
  readonly #clients = new Set<pg.Client>();
  readonly #exempt = new WeakSet<pg.Client>();
  #count = 0;
  #crash: Crash | undefined;
  #dead = false;
  /** The statement at which it crashed. */
  crashedAt: string | undefined;

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the driver calls with its own `this`.
    const driver = this;
    prototype.query = function (...given) {
      return driver.#query(this, given);
    };
  }

  /** Exempts an observing client: its statements are not counted and its connection is not broken. */
  exempt(client: pg.Client): pg.Client {
    this.#exempt.add(client);
    return client;
  }

  /**
   * @param when after: the server executes the statement, but the response is lost.
   * @returns a promise that resolves at the crash.
   */
  crashAt(statement: number, when: 'before' | 'after'): Promise<void> {
    [this.#count, this.crashedAt] = [0, undefined];
    return new Promise((resolve) => (this.#crash = { statement, when, resolve }));
  }

  /** Ends the simulated crash; also cancels one that has not happened yet. */
  revive(): void {
    this.#dead = false;
    this.#crash = undefined;
  }

  restore(): void {
    prototype.query = original;
  }

  #query(client: pg.Client, given: unknown[]): unknown {
    if (this.#exempt.has(client) || typeof given.at(-1) === 'function') return this.#withCallback(client, given);
    this.#clients.add(client);
    if (this.#dead) return Promise.reject(broken());
    this.#count += 1;
    const crash = this.#crash;
    if (this.#count !== crash?.statement) return original.apply(client, given);
    const text = typeof given[0] === 'string' ? given[0] : String((given[0] as { text?: string } | undefined)?.text);
    const fail = (): Promise<never> => {
      this.crashedAt = text.trim().slice(0, 60);
      this.#die(crash);
      return Promise.reject(broken());
    };
    if (crash.when === 'before') return fail();
    // A slow statement may end after the driver was revived.
    return (original.apply(client, given) as Promise<unknown>).then((result) =>
      this.#crash === crash ? fail() : result,
    );
  }

  /** knex passes a callback. */
  #withCallback(client: pg.Client, given: unknown[]): unknown {
    if (this.#exempt.has(client)) return original.apply(client, given);
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

  #die({ resolve }: Crash): void {
    this.#dead = true;
    for (const client of this.#clients) (client as unknown as ConnectedClient).connection.stream.destroy();
    this.#clients.clear();
    resolve();
  }
}

function broken(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
}
