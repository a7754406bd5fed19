import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene, sessionCookie } from '../../../test/support/back-office-scene.js';
import { OFFICIALS_PASSWORD } from '../../../test/support/officials.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import type { AuditFault } from '../../kernel/audit/audit-faults.js';
import { AuditVerifier } from '../../kernel/audit/audit-verifier.js';
import { RowAdoption } from '../../kernel/audit/row-adoption.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { hashPassword } from '../../kernel/crypto/password.js';
import { randomId } from '../../kernel/crypto/random.js';
import { totpCode } from '../../kernel/crypto/totp.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BeginSecondFactor, EnrolSecondFactor, ListOfficials, ResetSecondFactor, type Role } from './index.js';

const OWN = '/admin/segundo-factor';
const system = systemActor('spec');
const VICTIM: Role = 'opl-administrator';
const OTHER: Role = 'opl-registrar';

let scene: BackOfficeScene;
let dispatcher: Dispatcher;
let now = Date.parse('2027-01-05T18:00:00Z');

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  dispatcher = scene.app.get(Dispatcher);
}, 120_000);
afterAll(() => scene.close());
/** Codes of earlier tests have expired. */
beforeEach(() => {
  now += 3_600_000;
  scene.clock.set(new Date(now));
});

/** Writes as a superuser who leaves no trace. */
const tamper = (text: string, params: unknown[] = []): Promise<unknown> =>
  asOwner(scene.app).transactional(async (em) => {
    await em.execute('set local session_replication_role = replica');
    await em.execute(text, params);
  });
const rows = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(scene.app).execute<Row[]>(text, params);
const faults = async (): Promise<readonly AuditFault[]> =>
  (await scene.app.get(AuditVerifier).verify({ againstData: true })).faults;
const adopt = () => scene.app.get(RowAdoption).adopt('Revisado');

const idOf = async (role: Role): Promise<string> =>
  (await dispatcher.ask(system, new ListOfficials({ role }))).rows[0]?.id ?? '';
const form = (path: string, cookie: string, fields: Record<string, string>) =>
  scene.post(path, cookie, { body: new URLSearchParams(fields) });
const enter = (role: Role, contrasena = OFFICIALS_PASSWORD) =>
  form('/admin/entrar', '', { cuenta: accountOf(role), contrasena });
const cookieOf = async (role: Role): Promise<string> => sessionCookie(await enter(role)) ?? '';
const code = (secret: string): string => totpCode(secret, new Date(now));
const prove = (cookie: string, secret: string) => form(`${OWN}/verificar`, cookie, { codigo: code(secret) });
const pageAfter = async (cookie: string) => (await scene.get('/admin', cookie)).headers.get('location') ?? 'inicio';

/** @returns the secret of a new second factor. */
async function enrol(role: Role): Promise<string> {
  const id = await idOf(role);
  const actor: Actor = { ...systemActor(id), kind: 'official', label: role, scope: { accountId: id } };
  const { secret } = await dispatcher.run(actor, new BeginSecondFactor({}));
  await dispatcher.run(actor, new EnrolSecondFactor({ code: code(secret) }));
  now += 60_000;
  scene.clock.set(new Date(now));
  return secret;
}

describe('the account of an official, if someone can write to the database', () => {
  it('is not reported because of sign-ins, with or without a second factor', async () => {
    const secret = await enrol('auditor');
    for (let nth = 0; nth < 3; nth += 1) {
      now += 60_000;
      scene.clock.set(new Date(now));
      expect((await prove(await cookieOf('auditor'), secret)).headers.get('location')).toBe('/admin');
      expect((await enter(VICTIM)).headers.get('location')).toBe('/admin');
      expect((await enter(VICTIM, 'otra contraseña')).status).toBe(422);
    }
    await Promise.all([1, 2, 3, 4].map(() => enter(VICTIM)));
    expect(await faults()).toEqual([]);
    expect(await adopt()).toBe(0);
  });

  it('is reported if it was changed, deleted or added', async () => {
    const [id, added] = [await idOf(OTHER), randomId()];
    const table = 'accounts.official';
    await tamper(`update accounts.official set role = 'derfe-administrator', entidad = null where id = ?`, [id]);
    expect(await faults()).toMatchObject([{ kind: 'row-changed', table, key: id }]);
    await tamper(`update accounts.official set role = ?, entidad = '22' where id = ?`, [OTHER, id]);
    expect(await faults()).toEqual([]);
    await tamper(
      `insert into accounts.official (id, account, role, status, personal, email_hash, password_hash, grant_ends_at, created_at)
       select ?, 'intrusa@ine.mx', 'derfe-administrator', 'active', personal, sha256('x'), password_hash, grant_ends_at, created_at
       from accounts.official where id = ?`,
      [added, id],
    );
    expect(await faults()).toMatchObject([{ kind: 'row-unrecorded', table, key: added }]);
    await tamper('delete from accounts.official where id = ?', [added]);
    expect(await faults()).toEqual([]);
  });

  it('is reported if someone signed in with a password written into the database, even after the row was restored', async () => {
    const id = await idOf(OTHER);
    const [{ hash } = { hash: '' }] = await rows<{ hash: string }>(
      'select password_hash as hash from accounts.official where id = ?',
      [id],
    );
    const change = 'update accounts.official set password_hash = ? where id = ?';
    await tamper(change, [await hashPassword('la que puso otra persona'), id]);
    expect((await enter(OTHER, 'la que puso otra persona')).headers.get('location')).toBe('/admin');
    await tamper(change, [hash, id]);
    expect(await faults()).toContainEqual(
      expect.objectContaining({ kind: 'row-replaced', table: 'accounts.official', key: id }),
    );
    await adopt();
    expect(await faults()).toEqual([]);
  });

  it('is reported if its password was set with a link written into the database, even after the link was deleted', async () => {
    const [id, token] = [await idOf('help-desk'), 'un-enlace-que-nadie-envio'];
    const digest = sha256(token);
    await tamper(
      `insert into accounts.access_link (token_digest, official_id, issued_at, expires_at) values (?, ?, ?, ?)`,
      [digest, id, new Date(now), new Date(now + 3_600_000)],
    );
    const key = `\\x${digest.toString('hex')}`;
    expect(await faults()).toMatchObject([{ kind: 'row-unrecorded', table: 'accounts.access_link', key }]);
    const password = 'cuatro palabras sin relación';
    const answer = await form(`/admin/contrasena/${token}`, '', { contrasena: password, repetida: password });
    expect(answer.headers.get('location')).toContain('guardada');
    await tamper('delete from accounts.access_link where token_digest = ?', [digest]);
    expect(await faults()).toContainEqual(
      expect.objectContaining({ kind: 'row-replaced', table: 'accounts.access_link', key }),
    );
    await adopt();
  });
});

describe('the second factor of an official, if someone can write to the database', () => {
  let secret: string;
  let [id, factorId] = ['', ''];

  beforeAll(async () => {
    secret = await enrol(VICTIM);
    id = await idOf(VICTIM);
    [{ id: factorId } = { id: '' }] = await rows<{ id: string }>(
      'select id from accounts.second_factor where official_id = ? and ended_at is null',
      [id],
    );
  });

  it('is still required if its row was marked as ended; the change is reported even after it is undone', async () => {
    await tamper('update accounts.second_factor set ended_at = now() where id = ?', [factorId]);
    const table = 'accounts.second_factor';
    expect(await faults()).toMatchObject([{ kind: 'row-changed', table, key: factorId }]);
    const answer = await enter(VICTIM);
    expect(answer.headers.get('location')).toBe(OWN);
    const cookie = sessionCookie(answer) ?? '';
    expect(await pageAfter(cookie)).toBe(OWN);
    expect((await prove(cookie, secret)).status).toBe(422);
    // Nor can a new one be set up instead.
    expect((await form(`${OWN}/iniciar`, cookie, {})).headers.get('location')).toBe(OWN);
    await tamper('update accounts.second_factor set ended_at = null where id = ?', [factorId]);
    expect(await faults()).toContainEqual(expect.objectContaining({ kind: 'row-replaced', table, key: factorId }));
    await adopt();
    expect(await faults()).toEqual([]);
  });

  it('is still required if its row was deleted', async () => {
    await tamper(`create table accounts.kept as select * from accounts.second_factor where id = '${factorId}'`);
    await tamper('delete from accounts.second_factor where id = ?', [factorId]);
    const cookie = await cookieOf(VICTIM);
    expect(await pageAfter(cookie)).toBe(OWN);
    await tamper('insert into accounts.second_factor select * from accounts.kept; drop table accounts.kept');
    expect((await prove(cookie, secret)).headers.get('location')).toBe('/admin');
  });

  it('cannot be replaced with that of another account', async () => {
    const planted = await enrol('opl-reviewer');
    const [other, ended] = [await idOf('opl-reviewer'), new Date(now)];
    await tamper('update accounts.second_factor set ended_at = ? where id = ?', [ended, factorId]);
    await tamper('update accounts.second_factor set official_id = ? where official_id = ?', [id, other]);
    const cookie = await cookieOf(VICTIM);
    expect((await prove(cookie, planted)).status).toBe(422);
    expect(await pageAfter(cookie)).toBe(OWN);
    await tamper('update accounts.second_factor set official_id = ? where official_id = ? and id <> ?', [
      other,
      id,
      factorId,
    ]);
    await tamper('update accounts.second_factor set ended_at = null where id = ?', [factorId]);
    expect((await prove(cookie, secret)).headers.get('location')).toBe('/admin');
    await adopt();
  });

  it('is no longer required once DERFE has reset it', async () => {
    await dispatcher.run(system, new ResetSecondFactor({ accountId: id, reason: 'Perdió el teléfono' }));
    expect((await enter(VICTIM)).headers.get('location')).toBe('/admin');
    secret = await enrol(VICTIM);
    expect((await prove(await cookieOf(VICTIM), secret)).headers.get('location')).toBe('/admin');
    expect(await faults()).toEqual([]);
  });
});
