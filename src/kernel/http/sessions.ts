import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import pg from 'pg';
import { AppConfig } from '../config/config.js';
import { KeyStore } from '../crypto/key-store.js';
import { randomBuffer } from '../crypto/random.js';

declare module 'express-session' {
  interface SessionData {
    /** Whom the session stands for; everything else about them is asked anew at every request. */
    accountId: string;
    /** The second factor that was proved in it; another one must be proved anew. */
    secondFactorId?: string;
  }
}

export interface SessionKind {
  /** The cookie's name. */
  readonly name: string;
  /** The cookie travels beneath this path alone. */
  readonly path: string;
  /** `strict` unless a provider's redirect must arrive with it. */
  readonly sameSite: 'strict' | 'lax';
  /** Minutes without a request after which the session is over. */
  readonly idleMinutes: number;
}

const PgStore = connectPgSimple(session);

/** Sessions in PostgreSQL: any web process serves them, and ending one there ends it at once. */
@Injectable()
export class Sessions implements OnApplicationShutdown {
  readonly #pool: pg.Pool;
  readonly #stores: InstanceType<typeof PgStore>[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
  ) {
    this.#pool = new pg.Pool({ connectionString: config.databaseUrl, max: 4, allowExitOnIdle: true });
    // An idle connection that the server drops is replaced at the next request.
    this.#pool.on('error', () => undefined);
  }

  async middleware(kind: SessionKind): Promise<RequestHandler> {
    const key = await this.keys.findOrCreate('session', () => randomBuffer(32));
    const store = new PgStore({ pool: this.#pool, schemaName: 'kernel', tableName: 'session' });
    this.#stores.push(store);
    return session({
      name: kind.name,
      store,
      secret: key.secret.toString('base64'),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: {
        path: kind.path,
        httpOnly: true,
        sameSite: kind.sameSite,
        secure: this.config.publicUrl.startsWith('https:'),
        maxAge: kind.idleMinutes * 60_000,
      },
    });
  }

  /** Ends every session of an account at once, wherever it is open. */
  async endAll(accountId: string): Promise<void> {
    await this.#pool.query(`delete from kernel.session where sess ->> 'accountId' = $1`, [accountId]);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const store of this.#stores) {
      store.close();
    }
    if (!this.#pool.ending) await this.#pool.end();
  }
}

/** Opens a session under a new id, so that an id known before the sign-in is worth nothing after it. */
export async function openSession(request: Request, accountId: string, secondFactorId?: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session could not be opened'));
      else resolve();
    });
  });
  request.session.accountId = accountId;
  if (secondFactorId !== undefined) request.session.secondFactorId = secondFactorId;
  await new Promise<void>((resolve, reject) => {
    request.session.save((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session could not be kept'));
      else resolve();
    });
  });
}

export function closeSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.destroy((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session could not be closed'));
      else resolve();
    });
  });
}
