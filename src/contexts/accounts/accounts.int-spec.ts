import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import request from 'supertest';
import { asOwner } from '../../../test/support/app.js';
import { scannedPdf } from '../../../test/builders/pdf-file.js';
import { newDatabase, testConfig } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { createAccountByOficio } from '../../../test/support/officials.js';
import { adminShellActor } from '../../admin/session.js';
import { createApp, migrate } from '../../app.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { ManualClock } from '../../kernel/clock/clock.js';
import type { AppConfig } from '../../kernel/config/config.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  AcceptDeclaration,
  CreateFirstAdministrator,
  GetOfficialSession,
  GetSignedDeclaration,
  IssueAccessLink,
  RefuseDeclaration,
  ReinstateOfficial,
  SuspendOfficial,
} from './index.js';
import { createProcess } from '../../demonstration/world/index.js';

const PASSWORD = 'tordo azul en la milpa';
const START = '2027-01-15T18:00:00Z';
const operator = systemActor('cli');

const person = {
  fullName: 'Rosa Trejo Xolotl',
  position: 'Directora de organización',
  email: 'rosa.trejo@ieeq.example',
  phone: '442 101 9800',
  account: 'rosa.trejo@ine.mx',
  role: 'opl-administrator',
  entidad: '22',
  processId: null,
  grantEndsAt: '2027-06-30T06:00:00Z',
} as const;

let app: NestExpressApplication;
let config: AppConfig;
let mailbox: Mailbox;
let dispatcher: Dispatcher;
let drop: () => Promise<void>;
let origin: string;
let administrator: Actor;
const clock = new ManualClock(START);

beforeAll(async () => {
  mailbox = await openMailbox();
  const database = await newDatabase();
  ({ drop } = database);
  ({ config } = await testConfig(database.url, { SMTP_URL: mailbox.url }));
  app = await createApp(config, clock);
  await migrate(app);
  await app.init();
  origin = new URL(config.publicUrl).origin;
  dispatcher = app.get(Dispatcher);
});
afterAll(async () => {
  await app.close();
  await drop();
  await mailbox.close();
});
beforeEach(() => {
  clock.set(START);
});

type Agent = ReturnType<typeof request.agent>;
const browser = (): Agent => request.agent(app.getHttpServer());
const post = (agent: Agent, path: string, fields: object = {}) =>
  agent.post(path).set('Origin', origin).type('form').send(fields);
const signIn = (agent: Agent, account: string, password = PASSWORD) =>
  post(agent, '/admin/entrar', { cuenta: account, contrasena: password });

async function lastLink(): Promise<string> {
  await app.get(OutboxRelay).drain();
  return /\/admin\/contrasena\/[\w-]+/.exec(mailbox.messages.at(-1)?.text ?? '')?.[0] ?? '';
}

async function choosePassword(link: string, password = PASSWORD) {
  return post(browser(), new URL(link, origin).pathname, { contrasena: password, repetida: password });
}

/** Creates an active account with the same steps that DERFE and the official take. */
async function activeOfficial(account: string, more: object = {}): Promise<string> {
  const requested = { ...person, account, email: account.replace('ine.mx', 'ieeq.example'), ...more };
  const accountId = await createAccountByOficio(dispatcher, administrator, requested, clock.now());
  await choosePassword(await lastLink());
  const agent = browser();
  await signIn(agent, account);
  await upload(agent, scannedPdf('signed'));
  await dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 1 }));
  await app.get(OutboxRelay).drain();
  return accountId;
}

const upload = (agent: Agent, scan: Buffer) =>
  agent.post('/admin/declaratoria').set('Origin', origin).attach('scan', scan, 'firmada.pdf');

describe('the first administrator (decision 27)', () => {
  const { role: _role, entidad: _entidad, processId: _process, ...data } = person;
  const first = { ...data, account: 'admin.derfe@ine.mx', email: 'admin.derfe@ine.mx' };

  it('is created by the operator, who gets a one-time link', async () => {
    const created = await dispatcher.run(operator, new CreateFirstAdministrator(first));
    expect((await choosePassword(created.link)).headers['location']).toBe('/admin/entrar?aviso=guardada');
    const session = await dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId: created.accountId }));
    expect(session).toMatchObject({ role: 'derfe-administrator', requiredAction: null });
    administrator = session?.actor ?? operator;
    expect(administrator.scope).toEqual({ entidad: '*' });
  });

  it('can be created only once', async () => {
    const again = dispatcher.run(operator, new CreateFirstAdministrator({ ...first, account: 'otra@ine.mx' }));
    await expect(again).rejects.toMatchObject({ code: 'ACCOUNTS.FIRST_ADMINISTRATOR_EXISTS' });
  });
});

describe('a password with accents (§4.4)', () => {
  const account = 'lampara@ine.mx';
  const composed = 'lámpara ñandú turquesa';
  const decomposed = composed.normalize('NFD');

  it('is accepted in composed and in decomposed form when it is set, repeated and entered', async () => {
    const requested = { ...person, account, email: 'lampara@ieeq.example' };
    await createAccountByOficio(dispatcher, administrator, requested, clock.now());
    const link = await lastLink();
    const chosen = await post(browser(), link, { contrasena: decomposed, repetida: composed });
    expect(chosen.status).toBe(303);
    for (const raw of [composed, decomposed]) {
      expect((await signIn(browser(), `\u00a0${account.toUpperCase()}\u200b`, raw)).status).toBe(303);
    }
    expect((await signIn(browser(), account, 'lampara nandu turquesa')).status).toBe(422);
  });
});

describe('a new account (§4.4)', () => {
  let accountId: string;
  let link: string;
  const agent = () => browser();

  it('is announced by e-mail with a one-time link and no password; personal data is encrypted', async () => {
    accountId = await createAccountByOficio(dispatcher, administrator, person, clock.now());
    link = await lastLink();
    const mail = mailbox.messages.at(-1);
    expect(mail?.to).toMatchObject({ text: person.email });
    expect(mail?.text).toContain(person.account);
    const rows = await asOwner(app).execute<{ row: string }[]>(
      `select row_to_json(o)::text || coalesce((select string_agg(row_to_json(l)::text, '') from accounts.access_link l), '')
           || coalesce((select string_agg(row_to_json(q)::text, '') from accounts.requested_official q), '')
           || coalesce((select string_agg(row_to_json(r)::text, '') from accounts.account_request r), '')
           || coalesce((select string_agg(payload::text, '') from kernel.outbox_message), '') as row from accounts.official o`,
    );
    const stored = rows.map(({ row }) => row).join();
    for (const secret of ['Trejo Xolotl', 'Bernal Ochoa', person.email, '4421019800', link.split('/').at(-1) ?? '']) {
      expect(stored).not.toContain(secret);
    }
  });

  it.each([
    ['account name', { email: 'otra@ieeq.example' }, 'ACCOUNTS.ACCOUNT_TAKEN'],
    ['owner', { account: 'otra@ine.mx' }, 'ACCOUNTS.EMAIL_TAKEN'],
  ])('is refused if another account has the same %s (§4.2)', async (_, change, code) => {
    const refused = createAccountByOficio(dispatcher, administrator, { ...person, ...change }, clock.now());
    await expect(refused).rejects.toMatchObject({ code });
  });

  it('cannot sign in before its owner has set a password', async () => {
    for (const password of ['', PASSWORD]) {
      expect((await signIn(agent(), person.account, password)).status).toBe(422);
    }
  });

  it('keeps its link valid until a password is accepted; the page says why one was rejected', async () => {
    const refused = await choosePassword(link, 'Contraseña2027');
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(
      /id="contrasena-error"[^>]*>Esa contraseña, o una muy parecida, está entre las más usadas/,
    );
    const mismatch = await post(agent(), link, { contrasena: PASSWORD, repetida: `${PASSWORD}.` });
    expect(mismatch.text).toContain('no son iguales');
    expect((await agent().get(link)).status).toBe(200);
    expect((await choosePassword(link)).status).toBe(303);
    expect((await agent().get(link)).status).toBe(410);
    expect((await choosePassword(link)).status).toBe(410);
  });

  it('has its row locked before those of its links when a password is set, so that no deadlock occurs', async () => {
    const { link: url } = await dispatcher.run(operator, new IssueAccessLink({ accountId, hours: 1 }));
    const [first, watcher] = [new pg.Client(config.ownerDatabaseUrl), new pg.Client(config.ownerDatabaseUrl)];
    await Promise.all([first.connect(), watcher.connect()]);
    await first.query('begin');
    await first.query('select from accounts.official where id = $1 for update', [accountId]);
    const chosen = choosePassword(new URL(url).pathname).then(({ status }) => status);
    const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await watcher.query(waits)).rowCount === 0);
    await first.query(`set local lock_timeout = '500ms'`);
    await first.query('update accounts.access_link set used_at = now() where official_id = $1', [accountId]);
    await first.query('commit');
    expect(await chosen).toBe(410);
    await Promise.all([first.end(), watcher.end()]);
  });

  it('can sign in but do nothing except upload the Declaratoria (decision 27)', async () => {
    const pending = agent();
    expect((await signIn(pending, person.account)).headers['location']).toBe('/admin/declaratoria');
    const session = await dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId }));
    expect([...(session?.actor.permissions ?? [])]).toEqual(['accounts.declare', 'accounts.second-factor']);
    expect(session?.actor.scope).toEqual({ accountId });
    const pdf = await pending.get('/admin/declaratoria/formato.pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    const wrong = await upload(pending, Buffer.from('GIF89a'));
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('no es PDF, JPEG ni PNG');
    const early = dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 1 }));
    await expect(early).rejects.toMatchObject({ code: 'ACCOUNTS.DECLARATION_MISSING' });
    expect((await upload(pending, scannedPdf('firma de Rosa'))).status).toBe(303);
    expect((await pending.get('/admin/declaratoria')).text).toContain('En revisión de la DERFE');
  });

  it('can upload another Declaratoria if DERFE rejects one; the reason is e-mailed and shown on the page (§4.4)', async () => {
    await dispatcher.run(administrator, new RefuseDeclaration({ accountId, delivery: 1, reason: 'Falta la firma' }));
    await app.get(OutboxRelay).drain();
    expect(mailbox.messages.at(-1)).toMatchObject({ to: { text: person.email } });
    expect(mailbox.messages.at(-1)?.text).toContain('Motivo: Falta la firma');
    const pending = agent();
    await signIn(pending, person.account);
    expect((await pending.get('/admin/declaratoria')).text).toContain('Falta la firma');
    for (const command of [
      new AcceptDeclaration({ accountId, delivery: 1 }),
      new RefuseDeclaration({ accountId, delivery: 1, reason: 'Otra vez' }),
    ]) {
      await expect(dispatcher.run(administrator, command)).rejects.toMatchObject({
        code: 'ACCOUNTS.DECLARATION_MISSING',
      });
    }
    clock.advance(1000);
    expect((await upload(pending, scannedPdf('firma de Rosa'))).status).toBe(303);
    const page = (await pending.get('/admin/declaratoria')).text;
    expect(page).toContain('En revisión de la DERFE');
    expect(page).toMatch(/Declaratoria firmada \(envío \d\)/);
  });

  it('has the scan of its signed Declaratoria stored encrypted; DERFE can open it', async () => {
    const folder = join(config.blobsFolder, 'documents', 'accounts.declaration');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    expect(files).not.toEqual([]);
    for (const file of files) {
      expect((await readFile(join(file.parentPath, file.name))).toString('latin1')).not.toContain('%PDF');
    }
    const opened = await dispatcher.ask(administrator, new GetSignedDeclaration({ accountId }));
    expect(opened.scan.equals(scannedPdf('firma de Rosa'))).toBe(true);
  });

  it('becomes active as soon as DERFE accepts the Declaratoria, with access to its own entidad only', async () => {
    await dispatcher.run(administrator, new AcceptDeclaration({ accountId, delivery: 2 }));
    await app.get(OutboxRelay).drain();
    const session = await dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId }));
    expect(session).toMatchObject({
      requiredAction: null,
      roleLabel: 'Administración OPL',
      displayName: person.fullName,
    });
    const actor = session?.actor ?? administrator;
    expect(actor.scope).toEqual({ entidad: '22' });
    const outOfScope = createProcess(dispatcher, actor, { entidad: '14', name: 'Ajeno', practice: true });
    await expect(outOfScope).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });
});

describe('sign-in', () => {
  const account = 'lucia.meneses@ine.mx';
  let accountId: string;
  beforeAll(async () => {
    clock.set(START);
    accountId = await activeOfficial(account);
  });

  it('gives the same response for an unknown account and a wrong password', async () => {
    const known = await signIn(browser(), account, 'otra contraseña larga');
    const unknown = await signIn(browser(), 'nadie@ine.mx', 'otra contraseña larga');
    const blank = (text: string): string => text.replaceAll(/lucia\.meneses|nadie/g, '');
    expect(blank(known.text)).toBe(blank(unknown.text));
    expect(known.text).toContain('La cuenta o la contraseña no son correctas');
    await signIn(browser(), account);
  });

  it.each([
    ['a known account', account],
    ['an unknown account', 'inexistente@ine.mx'],
  ])('locks %s for one minute after five wrong passwords, then for two minutes', async (_, tried) => {
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn(browser(), tried, 'equivocada equivocada');
    clock.advance(59_000);
    expect((await signIn(browser(), tried)).text).toContain('12:01:00');
    clock.advance(2_000);
    const after = await signIn(browser(), tried, 'equivocada equivocada');
    expect(after.text).toContain('no son correctas');
    clock.advance(119_000);
    expect((await signIn(browser(), tried)).text).toContain('demasiados intentos');
    clock.advance(2_000);
    expect((await signIn(browser(), tried)).status).toBe(tried === account ? 303 : 422);
  });

  it('locks an IP address that tries many accounts', async () => {
    const address = '203.0.113.7';
    let answer = '';
    for (let attempt = 0; attempt < 21; attempt += 1) {
      const response = await signIn(browser(), `nadie${String(attempt)}@ine.mx`).set('X-Forwarded-For', address);
      answer = response.text;
    }
    expect(answer).toContain('demasiados intentos');
    expect((await signIn(browser(), account)).status).toBe(303);
  });

  it('audits successful and failed attempts', async () => {
    const entries = await asOwner(app).execute<{ outcome: string }[]>(
      `select distinct details ->> 'outcome' as outcome from kernel.audit_entry where action in ('accounts.begin-sign-in', 'accounts.sign-in-official')`,
    );
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual(['locked', 'signed-in', 'wrong']);
  });

  it('sets a session cookie that is limited to /admin', async () => {
    const answer = await signIn(browser(), account);
    for (const name of ['apoyo_admin', 'apoyo_navegador']) {
      const cookies = answer.headers['set-cookie'] as unknown as string[];
      const cookie = cookies.find((one) => one.startsWith(`${name}=`));
      expect(cookie).toMatch(/Path=\/admin;.*HttpOnly; SameSite=Strict/);
    }
  });

  it('rejects a form from another origin', async () => {
    const answer = await browser()
      .post('/admin/entrar')
      .set('Origin', 'https://otro.example')
      .type('form')
      .send({ cuenta: account, contrasena: PASSWORD });
    expect(answer.status).toBe(403);
  });

  it('is refused while the account is suspended and possible after reinstatement; a suspension ends open sessions', async () => {
    const agent = browser();
    await signIn(agent, account);
    expect((await agent.get('/admin/entrar')).headers['location']).toBe('/admin');
    await dispatcher.run(administrator, new SuspendOfficial({ accountId, reason: 'Cambio de adscripción' }));
    expect((await agent.get('/admin/entrar')).status).toBe(200);
    expect((await signIn(browser(), account)).text).toContain('está suspendida');
    await dispatcher.run(administrator, new ReinstateOfficial({ accountId, reason: 'Fue un error' }));
    expect((await signIn(browser(), account)).headers['location']).toBe('/admin');
  });

  it('is possible until the grant ends, to the second', async () => {
    const agent = browser();
    await signIn(agent, account);
    clock.set(new Date(Date.parse(person.grantEndsAt) - 1000));
    expect(await dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId }))).not.toBeNull();
    clock.set(person.grantEndsAt);
    expect(await dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId }))).toBeNull();
    expect((await signIn(browser(), account)).text).toContain('vigencia de su cuenta terminó');
  });
});

describe('a suspension', () => {
  it('cannot be imposed by officials on their own accounts', async () => {
    const own = dispatcher.run(administrator, new SuspendOfficial({ accountId: administrator.id, reason: 'Prueba' }));
    await expect(own).rejects.toMatchObject({ code: 'ACCOUNTS.OWN_ACCOUNT' });
  });
});

describe('a forgotten password (decision 27)', () => {
  const account = 'jorge.luna@ine.mx';
  const other = 'cuatro mesas de encino';
  let accountId: string;
  beforeAll(async () => {
    clock.set(START);
    accountId = await activeOfficial(account);
  });
  const requestReset = (name: string) => post(browser(), '/admin/contrasena', { cuenta: name });

  it('can be reported for any account with the same response; only an existing one gets an e-mail with a link', async () => {
    const before = mailbox.messages.length;
    const unknown = await requestReset('nadie@ine.mx');
    await app.get(OutboxRelay).drain();
    expect(mailbox.messages).toHaveLength(before);
    expect((await requestReset(account)).text).toBe(unknown.text);
    await lastLink();
    expect(mailbox.messages).toHaveLength(before + 1);
  });

  it('can be replaced with the link for one hour; this ends open sessions and is announced by e-mail', async () => {
    const agent = browser();
    await signIn(agent, account);
    await requestReset(account);
    const link = await lastLink();
    clock.advance(3_601_000);
    expect((await choosePassword(link, other)).status).toBe(410);
    clock.set(START);
    clock.advance(3_599_000);
    expect((await choosePassword(link, other)).status).toBe(303);
    expect((await agent.get('/admin/entrar')).status).toBe(200);
    expect((await signIn(browser(), account)).status).toBe(422);
    expect((await signIn(browser(), account, other)).status).toBe(303);
    expect([await lastLink(), mailbox.messages.at(-1)?.subject]).toEqual(['', `Cambió su contraseña · ${account}`]);
  });

  it('can be replaced only with the latest link', async () => {
    const older = await dispatcher.run(operator, new IssueAccessLink({ accountId, hours: 1 }));
    const newer = await dispatcher.run(operator, new IssueAccessLink({ accountId, hours: 1 }));
    expect((await browser().get(new URL(older.link).pathname)).status).toBe(410);
    expect((await browser().get(new URL(newer.link).pathname)).status).toBe(200);
  });
});
