import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { OFFICIALS_PASSWORD } from '../../../test/support/officials.js';
import { adminShellActor } from '../../admin/session.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BeginSignIn } from './commands/begin-sign-in.js';
import { SignInOfficial } from './commands/sign-in-official.js';
import { OldAttempts } from './jobs/old-attempts.js';

const ACCOUNT = accountOf('opl-administrator');
const OTHER = accountOf('derfe-administrator');
const LOCKED = 'demasiados intentos';
let scene: BackOfficeScene;
let dispatcher: Dispatcher;
let now = Date.parse('2027-01-05T18:00:00Z');

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  dispatcher = scene.app.get(Dispatcher);
}, 120_000);
afterAll(() => scene.close());
beforeEach(() => {
  advance(25 * 3_600_000);
});

function advance(milliseconds: number): void {
  now += milliseconds;
  scene.clock.set(new Date(now));
}

interface Outcome {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
  /** The cookie that identifies a browser known to the account. */
  readonly known: string;
}

async function signIn(account: string, password = OFFICIALS_PASSWORD, cookie = ''): Promise<Outcome> {
  const body = new URLSearchParams({ cuenta: account, contrasena: password });
  const answer = await scene.post('/admin/entrar', cookie, { body });
  const known = answer.headers.getSetCookie().find((one) => one.startsWith('apoyo_navegador='));
  const [retryAfter, text] = [answer.headers.get('retry-after'), await answer.text()];
  return { status: answer.status, text, retryAfter, known: known?.split(';')[0] ?? '' };
}

const fail = (account: string, cookie?: string): Promise<Outcome> => signIn(account, 'equivocada equivocada', cookie);

describe('failed attempts by others', () => {
  it('do not lock out known browsers, and lock out others behind the same address only briefly', async () => {
    const { known } = await signIn(ACCOUNT);
    expect(known).not.toBe('');
    for (let attempt = 0; attempt < 6; attempt += 1) await fail(ACCOUNT);
    for (let attempt = 0; attempt < 25; attempt += 1) await fail(`alguien${String(attempt)}@ine.mx`);
    expect((await signIn(ACCOUNT)).text).toContain(LOCKED);
    expect((await signIn(OTHER)).text).toContain(LOCKED);
    expect((await signIn(ACCOUNT, OFFICIALS_PASSWORD, known)).status).toBe(303);
    // The cookie is bound to the account.
    expect((await signIn(OTHER, OFFICIALS_PASSWORD, known)).text).toContain(LOCKED);
    advance(61_000);
    expect((await signIn(OTHER)).status).toBe(303);
  });

  it('are not counted together with those of a known browser, which has its own limit', async () => {
    const { known } = await signIn(ACCOUNT);
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await fail(ACCOUNT, known)).text).not.toContain(LOCKED);
    expect((await signIn(ACCOUNT, OFFICIALS_PASSWORD, known)).text).toContain(LOCKED);
    expect((await signIn(ACCOUNT)).status).toBe(303);
    const forged = `${known.slice(0, -1)}${known.endsWith('A') ? 'B' : 'A'}`;
    for (let attempt = 0; attempt < 5; attempt += 1) await fail(ACCOUNT, forged);
    expect((await signIn(ACCOUNT)).text).toContain(LOCKED);
  });

  it('are counted before their passwords are checked, so that concurrent ones cannot exceed the limit', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => fail('simultanea@ine.mx')));
    expect(answers.filter(({ text }) => text.includes('no son correctas'))).toHaveLength(5);
    expect(answers.filter(({ text }) => text.includes(LOCKED))).toHaveLength(7);
  });

  it('are refused immediately once the queue is full, while the database remains available', async () => {
    const flood = Array.from({ length: 120 }, (_, nth) => fail(`nadie${String(nth)}@ine.mx`));
    for (let request = 0; request < 10; request += 1) expect((await scene.get('/health/ready', '')).status).toBe(200);
    const answers = await Promise.all(flood);
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(60);
    expect(busy[0]?.text).toContain('muchas personas están entrando');
    expect(busy[0]?.retryAfter).toBe('5');
  });

  it('are forgotten after a day', async () => {
    const count = async (): Promise<number> =>
      (await asOwner(scene.app).execute<object[]>('select 1 from accounts.throttle')).length;
    await fail('olvidada@ine.mx');
    await scene.app.get(OldAttempts).deleteOld();
    expect(await count()).toBe(2);
    advance(24 * 3_600_000 + 1000);
    await scene.app.get(OldAttempts).deleteOld();
    expect(await count()).toBe(0);
  });
});

describe('a password that is changed while it is being checked', () => {
  it('is rejected', async () => {
    const attempt = { account: ACCOUNT, network: '203.0.113.9' };
    const begun = await dispatcher.run(adminShellActor, new BeginSignIn(attempt));
    const verifiedHash = begun.outcome === 'begun' ? begun.passwordHash : null;
    expect(verifiedHash).toContain('$argon2id$');
    await asOwner(scene.app).execute(
      `update accounts.official set password_hash = password_hash || 'x' where account = ?`,
      [ACCOUNT],
    );
    const outcome = await dispatcher.run(adminShellActor, new SignInOfficial({ ...attempt, verifiedHash }));
    expect(outcome).toEqual({ outcome: 'wrong' });
  });
});

describe('a file from an anonymous client', () => {
  it('is refused before it is read', async () => {
    const { hostname, port } = new URL(scene.base);
    const socket = connect(Number(port), hostname);
    const head = [
      'POST /admin/declaratoria HTTP/1.1',
      `Host: ${hostname}`,
      `Origin: ${scene.base}`,
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 9000000',
    ];
    socket.write(
      `${head.join('\r\n')}\r\n\r\n--x\r\nContent-Disposition: form-data; name="scan"; filename="a"\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 303 [\s\S]*Location: \/admin\/entrar/);
    socket.destroy();
  });
});

describe('a sign-in form with an invalid entry', () => {
  it('says what is missing or wrong, without looking for the account', async () => {
    const attempts = () =>
      asOwner(scene.app).execute<object[]>(
        `select from kernel.audit_entry where action in ('accounts.begin-sign-in', 'accounts.sign-in-official')`,
      );
    const before = (await attempts()).length;
    const other = 'Escriba la que le asignó la DERFE, no su correo institucional';
    for (const [account, password, sentence] of [
      ['', '', 'Falta su cuenta de acceso'],
      [ACCOUNT, '', 'Falta su contraseña'],
      ['maria', 'una contraseña', other],
      ['maria.lopez@ieeq.example', 'una contraseña', other],
    ] as const) {
      const answer = await signIn(account, password);
      expect([account, answer.status, answer.text.includes(sentence)]).toEqual([account, 422, true]);
    }
    expect(await attempts()).toHaveLength(before);
    const forgotten = async (account: string) => {
      const body = new URLSearchParams({ cuenta: account });
      return (await scene.post('/admin/contrasena', '', { body })).text();
    };
    expect(await forgotten('')).toContain('Falta su cuenta de acceso');
    expect(await forgotten('maria.lopez@ieeq.example')).toContain(other);
    // The answer does not reveal whether the account exists.
    expect(await forgotten('nadie@ine.mx')).toBe(await forgotten(ACCOUNT));
  });
});
