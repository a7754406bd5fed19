import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import pg from 'pg';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { hmacHex } from '../crypto/digest.js';
import { KeyStore } from '../crypto/key-store.js';
import { constantTimeEqual, randomBuffer } from '../crypto/random.js';
import { connectionOptions } from '../database/owner-connection.js';
import { DomainError } from '../errors/domain-error.js';

declare module 'express-session' {
  interface SessionData {
    /** The signed-in account; its other data is read on every request. */
    accountId: string;
    /** The second factor that was verified in this session. */
    secondFactorId?: string;
    /** The page of this shell to which the sign-in returns. */
    returnTo?: string;
    /** When the account signed in, ISO 8601. */
    openedAt?: string;
    /** The result of {@link sessionMac}, hexadecimal. */
    mac?: string;
  }
}

/** The instant of a request with a session and the key of its MAC, for {@link openSession}. */
const OPENING = Symbol('opening');

interface SessionRequest extends Request {
  [OPENING]?: { readonly at: Date; readonly secret: Buffer };
}

export interface SessionKind {
  /** Name of the cookie. */
  readonly name: string;
  /** Path of the cookie. */
  readonly path: string;
  /** `strict` unless a provider's redirect must arrive with it. */
  readonly sameSite: 'strict' | 'lax';
  /** Minutes without a request after which the session expires. */
  readonly idleMinutes: number;
  /**
   * Hours after which the session ends even if it is in use. Not in the demonstration, where a click moves the clock by
   * days.
   */
  readonly maxHours: number;
}

const PgStore = connectPgSimple(session);

/** Sessions in PostgreSQL, shared by all web processes. Deleting one ends it immediately. */
@Injectable()
export class Sessions implements OnApplicationShutdown {
  readonly #pool: pg.Pool;
  readonly #stores: InstanceType<typeof PgStore>[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly clock: Clock,
  ) {
    this.#pool = new pg.Pool({ ...connectionOptions(config.databaseUrl), max: 4, allowExitOnIdle: true });
    // The pool replaces idle connections that the server closes.
    this.#pool.on('error', () => undefined);
  }

  async middleware(kind: SessionKind): Promise<RequestHandler> {
    const key = await this.keys.findOrCreate('session', () => randomBuffer(32));
    const store = new PgStore({ pool: this.#pool, schemaName: 'kernel', tableName: 'session' });
    this.#stores.push(store);
    const load = session({
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
    return (request, response, next) => {
      load(request, response, (error?: unknown) => {
        const at = this.clock.now();
        (request as SessionRequest)[OPENING] = { at, secret: key.secret };
        const isLimited = this.config.mode === 'production';
        if (error !== undefined) next(error);
        else if (!isAuthentic(request, key.secret) || (isLimited && isOver(request, at, kind.maxHours))) {
          request.session.regenerate(next);
        } else next();
      });
    };
  }

  /** Ends all sessions of an account immediately. */
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

/** A session without an instant was opened by an earlier release. */
function isOver({ session: { accountId, openedAt } }: Request, now: Date, maxHours: number): boolean {
  if (accountId === undefined) return false;
  return openedAt === undefined || now.getTime() - Date.parse(openedAt) >= maxHours * 3_600_000;
}

/**
 * Binds a session to its account, so that the database alone cannot sign anyone in: a row that was changed, or copied
 * to another session, is not accepted.
 */
export function sessionMac(secret: Buffer, sid: string, data: Partial<SessionData>): string {
  const { accountId = null, secondFactorId = null, openedAt = null } = data;
  const text = JSON.stringify(['session', sid, accountId, secondFactorId, openedAt]);
  return hmacHex(secret, text);
}

function isAuthentic({ session: data, sessionID }: Request, secret: Buffer): boolean {
  return (
    data.accountId === undefined ||
    constantTimeEqual(Buffer.from(data.mac ?? ''), Buffer.from(sessionMac(secret, sessionID, data)))
  );
}

/**
 * Opens a session with a new id, to prevent session fixation.
 * @throws DomainError KERNEL.CONNECTION_NOT_SECURE if the browser would not receive the cookie.
 */
export async function openSession(request: Request, accountId: string, secondFactorId?: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session could not be opened'));
      else resolve();
    });
  });
  // In that case express-session silently sets no secure cookie, and the user would see the sign-in page again.
  if (request.session.cookie.secure === true && !request.secure) {
    throw new DomainError('KERNEL.CONNECTION_NOT_SECURE', { kind: 'unavailable' });
  }
  request.session.accountId = accountId;
  const opening = (request as SessionRequest)[OPENING];
  if (!opening) throw new Error('the request has no session');
  request.session.openedAt = opening.at.toISOString();
  if (secondFactorId !== undefined) request.session.secondFactorId = secondFactorId;
  request.session.mac = sessionMac(opening.secret, request.sessionID, request.session);
  await new Promise<void>((resolve, reject) => {
    request.session.save((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session could not be saved'));
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
