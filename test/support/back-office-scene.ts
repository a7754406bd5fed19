import { rm } from 'node:fs/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp, migrate } from '../../src/app.js';
import { seedTerritory } from '../../src/demonstration/seed/foundation.js';
import { OFFICIALS, OFFICIALS_PASSWORD, seedOfficials, setPassword } from '../../src/demonstration/seed/officials.js';
import { activeOfficial } from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import type { Role } from '../../src/contexts/accounts/index.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { ManualClock } from '../../src/kernel/clock/clock.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { newDatabase, testConfig } from './app.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { freePort } from './free-port.js';

/** The back-office session cookie that a response sets. */
export function sessionCookie(answer: { readonly headers: Headers }): string | undefined {
  return answer.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith('apoyo_admin='))
    ?.split(';')[0];
}

/** The whole web process on a port, with an active official of each role. */
export class BackOfficeScene {
  private constructor(
    readonly base: string,
    readonly app: NestExpressApplication,
    readonly clock: ManualClock,
    readonly mailbox: Mailbox,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(environment: Record<string, string> = {}): Promise<BackOfficeScene> {
    const port = Number(environment['PORT'] ?? (await freePort()));
    const mailbox = await openMailbox();
    const database = await newDatabase();
    const { config, folder } = await testConfig(database.url, {
      SMTP_URL: mailbox.url,
      ...environment,
      PORT: String(port),
    });
    const clock = new ManualClock('2027-01-05T18:00:00Z');
    const app = await createApp(config, clock);
    await migrate(app);
    await app.init();
    await seedTerritory(app);
    await seedOfficials(app);
    await app.listen(port, '127.0.0.1');
    return new BackOfficeScene(config.publicUrl, app, clock, mailbox, async () => {
      await app.close();
      await rm(folder, { recursive: true });
      await database.drop();
      await mailbox.close();
    });
  }

  /** @returns the session cookie of the official with this role. */
  signIn(role: Role): Promise<string> {
    return this.signInTo(accountOf(role));
  }

  /** @returns the session cookie of the official with this account. */
  async signInTo(account: string): Promise<string> {
    const answer = await this.post('/admin/entrar', '', {
      body: new URLSearchParams({ cuenta: account, contrasena: OFFICIALS_PASSWORD }),
    });
    const cookie = sessionCookie(answer);
    // The server updates the stored session before it ends the body.
    await answer.text();
    if (answer.status !== 303 || !cookie) throw new Error(`${account} could not sign in: ${String(answer.status)}`);
    return cookie;
  }

  /** Creates an official of Jalisco, signs in, and returns the session cookie. */
  async signInFromJalisco(role: Role): Promise<string> {
    const dispatcher = this.app.get(Dispatcher);
    const account = `${role}.jalisco@ine.mx`;
    const change = { role, account, entidad: '14' };
    await setPassword(dispatcher, await activeOfficial(dispatcher, systemActor('scene'), this.clock.now(), change));
    return this.signInTo(account);
  }

  get(path: string, cookie = ''): ReturnType<typeof fetch> {
    return fetch(new URL(path, this.base), { redirect: 'manual', headers: { cookie } });
  }

  post(
    path: string,
    cookie: string,
    { body, origin = this.base, key = randomId() }: { body: object | URLSearchParams; origin?: string; key?: string },
  ): ReturnType<typeof fetch> {
    const isForm = body instanceof URLSearchParams;
    return fetch(new URL(path, this.base), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie,
        origin,
        'idempotency-key': key,
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      },
      body: isForm ? body : JSON.stringify(body),
    });
  }

  close(): Promise<void> {
    return this.end();
  }
}

export function accountOf(role: Role): string {
  const found = OFFICIALS.find((each) => each.role === role);
  if (!found) throw new Error(`no official has the role ${role}`);
  return found.account;
}
