import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene, sessionCookie } from '../../../test/support/back-office-scene.js';
import { OFFICIALS_PASSWORD } from '../../../test/support/officials.js';
import { systemActor } from '../../kernel/access/actor.js';
import { randomId } from '../../kernel/crypto/random.js';
import { totpCode } from '../../kernel/crypto/totp.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListOfficials, ListSecondFactorRules, ResetSecondFactor, SetSecondFactorRule, type Role } from './index.js';

const OWN = '/admin/segundo-factor';
const system = systemActor('test');
let scene: BackOfficeScene;
let dispatcher: Dispatcher;
let now = Date.parse('2027-01-05T18:00:00Z');

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  dispatcher = scene.app.get(Dispatcher);
}, 120_000);
afterAll(() => scene.close());
beforeEach(() => {
  advance(3_600_000);
});

/** The clock advances between tests, so that codes of earlier tests have expired. */
function advance(milliseconds: number): void {
  now += milliseconds;
  scene.clock.set(new Date(now));
}

type Answer = Awaited<ReturnType<BackOfficeScene['get']>>;
const cookieOf = (answer: Answer, before = ''): string => sessionCookie(answer) ?? before;
const form = (path: string, cookie: string, fields: Record<string, string> = {}) =>
  scene.post(path, cookie, { body: new URLSearchParams(fields) });
const enter = (role: Role, password = OFFICIALS_PASSWORD) =>
  form('/admin/entrar', '', { cuenta: accountOf(role), contrasena: password });
const prove = (cookie: string, codigo: string) => form(`${OWN}/verificar`, cookie, { codigo });
const sql = <Row extends object>(text: string): Promise<Row[]> => asOwner(scene.app).execute<Row[]>(text);
const idOf = async (role: Role): Promise<string> =>
  (await dispatcher.ask(system, new ListOfficials({ role }))).rows[0]?.id ?? '';

interface EnrolledFactor {
  readonly cookie: string;
  readonly secret: string;
  readonly codes: readonly string[];
}

/** Sets up a second factor as a user would: reads the key, enters a code, stores the recovery codes. */
async function enrol(role: Role): Promise<EnrolledFactor> {
  const cookie = cookieOf(await enter(role));
  const setup = await (await form(`${OWN}/iniciar`, cookie)).text();
  expect(setup).toContain('class="qr"');
  const secret = (/class="code">([A-Z2-7 ]+)</.exec(setup)?.[1] ?? '').replaceAll(' ', '');
  const confirmed = await form(`${OWN}/confirmar`, cookie, { codigo: totpCode(secret, new Date(now)) });
  const codes = [...(await confirmed.text()).matchAll(/class="code">([A-Z2-9-]{14})</g)].map(([, code]) => code ?? '');
  expect(codes).toHaveLength(10);
  return { cookie: cookieOf(confirmed, cookie), secret, codes };
}

describe('a second factor (§4.4, decision 27)', () => {
  let own: EnrolledFactor;

  it('is set up with a code from the phone; its key is shown once and stored encrypted', async () => {
    own = await enrol('opl-administrator');
    expect((await scene.get('/admin', own.cookie)).status).toBe(200);
    const page = await (await scene.get(OWN, own.cookie)).text();
    expect(page).toContain('Códigos de recuperación sin usar: 10');
    expect(page).not.toContain('class="qr"');
    expect(page.replaceAll(' ', '')).not.toContain(own.secret);
    const again = await form(`${OWN}/iniciar`, own.cookie);
    expect([again.status, (await again.text()).includes('ya está activo')]).toEqual([422, true]);
    const [stored] = await sql<{ row: string }>(
      `select (select string_agg(row_to_json(f)::text, '') from accounts.second_factor f)
         || (select string_agg(row_to_json(c)::text, '') from accounts.recovery_code c)
         || (select string_agg(row_to_json(a)::text, '') from kernel.audit_entry a) as row`,
    );
    for (const secret of [own.secret, ...own.codes, ...own.codes.map((code) => code.replaceAll('-', ''))]) {
      expect(stored?.row).not.toContain(secret);
      expect(stored?.row).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('cannot be set up with a wrong code', async () => {
    const cookie = cookieOf(await enter('opl-registrar'));
    expect((await form(`${OWN}/confirmar`, cookie, { codigo: '123456' })).status).toBe(422);
    await form(`${OWN}/iniciar`, cookie);
    const answer = await form(`${OWN}/confirmar`, cookie, { codigo: '12345' });
    expect([answer.status, (await answer.text()).includes('El código no corresponde')]).toEqual([422, true]);
    expect((await enter('opl-registrar')).headers.get('location')).toBe('/admin');
  });

  it('blocks all pages and data in a session in which only the password was entered', async () => {
    const answer = await enter('opl-administrator');
    expect(answer.headers.get('location')).toBe(OWN);
    const passwordOnly = cookieOf(answer);
    expect((await scene.get('/admin', passwordOnly)).headers.get('location')).toBe(OWN);
    expect((await scene.get('/admin/declaratoria', passwordOnly)).headers.get('location')).toBe(OWN);
    expect((await scene.get('/admin/api/resources/procesos/actions/list', passwordOnly)).status).toBe(403);
    const setup = await form(`${OWN}/iniciar`, passwordOnly);
    expect((await setup.text()).includes('class="code"')).toBe(false);
    expect((await scene.get(OWN, passwordOnly)).status).toBe(200);
  });

  it('completes the sign-in, with a new session id, if the code is that of the current or an adjacent time step', async () => {
    for (const off of [-30_000, 0, 30_000]) {
      advance(120_000);
      const passwordOnly = cookieOf(await enter('opl-administrator'));
      const proved = await prove(passwordOnly, totpCode(own.secret, new Date(now + off)));
      expect([off, proved.headers.get('location')]).toEqual([off, '/admin']);
      const cookie = cookieOf(proved);
      expect(cookie).not.toBe(passwordOnly);
      expect((await scene.get('/admin', cookie)).status).toBe(200);
      expect((await scene.get('/admin', passwordOnly)).headers.get('location')).toBe('/admin/entrar');
    }
    advance(120_000);
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    expect((await prove(passwordOnly, totpCode(own.secret, new Date(now - 60_000)))).status).toBe(422);
  });

  it('accepts each code only once, and none older than the last accepted one', async () => {
    const code = totpCode(own.secret, new Date(now));
    expect((await prove(cookieOf(await enter('opl-administrator')), code)).status).toBe(303);
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    for (const old of [code, totpCode(own.secret, new Date(now - 30_000))]) {
      const refused = await prove(passwordOnly, old);
      expect([refused.status, (await refused.text()).includes('ya se usó')]).toEqual([422, true]);
    }
  });

  it('accepts a code only once, even if the form is submitted again with its idempotency key', async () => {
    const path = `${OWN}/verificar?envio=${randomId()}`;
    const codigo = totpCode(own.secret, new Date(now));
    const submit = async () => form(path, cookieOf(await enter('opl-administrator')), { codigo });
    expect((await submit()).status).toBe(303);
    expect((await submit()).status).toBe(422);
  });

  it('accepts each recovery code only once, however it is typed', async () => {
    const [first = '', second = ''] = own.codes;
    expect((await prove(cookieOf(await enter('opl-administrator')), first.toLowerCase())).status).toBe(303);
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    expect((await prove(passwordOnly, first)).status).toBe(422);
    const proved = await prove(passwordOnly, second.replaceAll('-', ' '));
    expect(proved.status).toBe(303);
    const page = await (await scene.get(OWN, cookieOf(proved))).text();
    expect(page).toContain('Códigos de recuperación sin usar: 8');
  });

  it('gets new recovery codes on request, with a code; the earlier ones stop working', async () => {
    advance(120_000);
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    expect((await form(`${OWN}/codigos`, passwordOnly, { codigo: own.codes[2] ?? '' })).headers.get('location')).toBe(
      OWN,
    );
    const cookie = cookieOf(await prove(passwordOnly, totpCode(own.secret, new Date(now))));
    const reloaded = await form(`${OWN}/confirmar`, cookie, { codigo: '123456' });
    expect(await reloaded.text()).toContain('Generar otros códigos');
    expect((await form(`${OWN}/codigos`, cookie, { codigo: '000000' })).status).toBe(422);
    advance(60_000);
    const page = await (await form(`${OWN}/codigos`, cookie, { codigo: totpCode(own.secret, new Date(now)) })).text();
    const codes = [...page.matchAll(/class="code">([A-Z2-9-]{14})</g)].map(([, code]) => code ?? '');
    expect(codes).toHaveLength(10);
    const again = cookieOf(await enter('opl-administrator'));
    expect((await prove(again, own.codes[3] ?? '')).status).toBe(422);
    expect((await prove(again, codes[3] ?? '')).status).toBe(303);
    own = { ...own, codes };
  });

  it('counts wrong codes together with wrong passwords; a correct password in between does not reset the count', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const passwordOnly = cookieOf(await enter('opl-administrator'));
      expect((await prove(passwordOnly, '000000')).status).toBe(422);
    }
    const locked = await enter('opl-administrator');
    expect([locked.status, (await locked.text()).includes('demasiados intentos')]).toEqual([422, true]);
    advance(61_000);
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    expect((await prove(passwordOnly, totpCode(own.secret, new Date(now)))).status).toBe(303);
    expect((await prove(cookieOf(await enter('opl-administrator')), '000000')).status).toBe(422);
    expect((await enter('opl-administrator')).status).toBe(303);
    const outcomes = await sql<{ outcome: string }>(
      `select distinct details ->> 'outcome' as outcome from kernel.audit_entry
       where action = 'accounts.prove-second-factor' order by 1`,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['passed', 'wrong']);
  });

  it('is required in every session that was open before it was set up', async () => {
    const olderSession = cookieOf(await enter('auditor'));
    expect((await scene.get('/admin', olderSession)).status).toBe(200);
    const { cookie } = await enrol('auditor');
    expect((await scene.get('/admin', olderSession)).headers.get('location')).toBe(OWN);
    expect((await scene.get('/admin', cookie)).status).toBe(200);
  });

  it('can be reset by DERFE with a reason; the official gets an e-mail and old codes stop working', async () => {
    const accountId = await idOf('opl-administrator');
    const administrator = { ...system, kind: 'official', id: await idOf('derfe-administrator') };
    await dispatcher.run(administrator, new ResetSecondFactor({ accountId, reason: 'Perdió su teléfono' }));
    await scene.app.get(OutboxRelay).drain();
    // E-mails are sent by separate jobs in no particular order.
    const mail = scene.mailbox.messages.find(({ subject }) => subject?.includes('Su segundo factor se restableció'));
    expect(mail).toBeDefined();
    expect(mail?.text).not.toContain('Perdió');
    expect((await enter('opl-administrator')).headers.get('location')).toBe('/admin');
    const again = dispatcher.run(administrator, new ResetSecondFactor({ accountId, reason: 'Otra vez' }));
    await expect(again).rejects.toMatchObject({ code: 'ACCOUNTS.SECOND_FACTOR_NOT_ENROLLED' });
    const self = dispatcher.run(
      administrator,
      new ResetSecondFactor({ accountId: administrator.id, reason: 'La propia' }),
    );
    await expect(self).rejects.toMatchObject({ code: 'ACCOUNTS.OWN_SECOND_FACTOR' });
    const renewed = await enrol('opl-administrator');
    const passwordOnly = cookieOf(await enter('opl-administrator'));
    advance(60_000);
    expect((await prove(passwordOnly, own.codes[5] ?? '')).status).toBe(422);
    expect((await prove(passwordOnly, totpCode(own.secret, new Date(now)))).status).toBe(422);
    expect((await prove(passwordOnly, totpCode(renewed.secret, new Date(now)))).status).toBe(303);
    expect((await scene.get('/admin', own.cookie)).headers.get('location')).toBe(OWN);
  });
});

describe('a role that requires a second factor (decision 27)', () => {
  it('allows only the setup of a second factor until it is complete, even in an open session', async () => {
    const cookie = cookieOf(await enter('opl-reviewer'));
    expect((await scene.get('/admin/api/dashboard', cookie)).status).toBe(200);
    await dispatcher.run(system, new SetSecondFactorRule({ role: 'opl-reviewer', mandatory: true }));
    expect((await scene.get('/admin', cookie)).headers.get('location')).toBe(OWN);
    expect((await scene.get('/admin/api/pages/mesa-de-control', cookie)).status).toBe(403);
    expect(await (await scene.get(OWN, cookie)).text()).toContain('Su función exige un segundo factor');
    const { cookie: enrolledCookie } = await enrol('opl-reviewer');
    expect((await scene.get('/admin/api/pages/mesa-de-control', enrolledCookie)).status).toBe(200);
    const rules = await dispatcher.ask(system, new ListSecondFactorRules({}));
    expect(rules.find(({ role }) => role === 'opl-reviewer')).toMatchObject({
      mandatory: true,
      accounts: 1,
      enrolled: 1,
    });
    await dispatcher.run(system, new SetSecondFactorRule({ role: 'opl-reviewer', mandatory: false }));
  });
});
