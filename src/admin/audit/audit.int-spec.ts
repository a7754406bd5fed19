import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { createProcess } from '../../demonstration/world/index.js';
import { OFFICIALS_PASSWORD } from '../../demonstration/seed/officials.js';
import { ListOfficials, SuspendOfficial } from '../../contexts/accounts/index.js';
import { RecordEndedGrants } from '../../contexts/accounts/commands/record-ended-grants.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { formatDetails } from './labels.js';
import type { AuditView } from './views.js';

let scene: BackOfficeScene;
let auditor: string;
const trail = async (cookie: string, filters: Record<string, string> = {}): Promise<AuditView> => {
  const answer = await scene.get(`/admin/api/pages/bitacora?${new URLSearchParams(filters).toString()}`, cookie);
  return ((await answer.json()) as { data: AuditView }).data;
};

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  auditor = await scene.signIn('auditor');
  const administrator = await scene.signIn('opl-administrator');
  const body = { entidad: '22', name: 'Proceso de Querétaro', practice: 'no' };
  await scene.post('/admin/api/resources/procesos/actions/crear', administrator, { body });
  await scene.post('/admin/api/resources/procesos/actions/crear', auditor, { body });
  const jalisco = { entidad: '14', name: 'Proceso de Jalisco' };
  await createProcess(scene.app.get(Dispatcher), systemActor('spec'), jalisco);
}, 120_000);
afterAll(() => scene.close());

describe('the page of the audit trail (§4)', () => {
  it('shows actor, action and outcome, and links to the subject', async () => {
    const { rows } = await trail(auditor, { resultado: 'done', area: 'processes' });
    expect(rows[0]).toMatchObject({
      actorName: expect.stringMatching(/@ine\.mx$/),
      actorRole: 'Administración OPL',
      action: 'Creó un proceso electoral',
      outcome: 'done',
      subject: {
        label: 'Proceso',
        href: expect.stringContaining('/admin/resources/procesos/records/'),
      },
      details: [['Id Proceso', expect.stringMatching(/^\S+$/)]],
    });
    expect(rows[0]?.at).toMatch(/^\d\d\/\d\d\/2027 \d\d:\d\d:\d\d$/);
  });

  it('shows refused actions with the reason', async () => {
    const { rows } = await trail(auditor, { resultado: 'refused', area: 'processes' });
    expect(rows[0]).toMatchObject({
      action: 'Quiso abrir algo que su cuenta no permite',
      details: [['Causa', 'Su cuenta no tiene permiso para esto']],
    });
  });

  it("shows an OPL's auditor no entries of another entidad, and shows DERFE all entries", async () => {
    const derfe = await scene.signIn('derfe-administrator');
    const created = (view: AuditView) =>
      view.rows.filter(({ action: what }) => what === 'Creó un proceso electoral').length;
    expect(created(await trail(auditor, { area: 'processes', resultado: 'done' }))).toBe(1);
    expect(created(await trail(derfe, { area: 'processes', resultado: 'done' }))).toBe(2);
  });

  it('can be filtered by one account, whose name it shows', async () => {
    const [first] = (await trail(auditor, { area: 'processes', resultado: 'done' })).rows;
    const own = await trail(auditor, { quien: first?.actorId ?? '' });
    expect(new Set(own.rows.map(({ actorName: who }) => who))).toEqual(new Set([first?.actorName]));
    expect(own.actorName).toBe(first?.actorName);
  });

  const entriesOf = (action: string): Promise<{ kind: string; id: string; label: string; subject: string }[]> =>
    asOwner(scene.app).execute(
      `select actor_kind as kind, actor_id as id, actor_label as label, subject_id as subject from kernel.audit_entry
       where action = ? order by audit_entry.id`,
      [action],
    );

  it('shows a sign-in with the account as its actor, and one with a wrong password without an account', async () => {
    const signIns = await entriesOf('accounts.sign-in-official');
    const { subject = '', ...who } = signIns.find(({ label }) => label === 'auditor') ?? {};
    expect(who).toEqual({ kind: 'official', id: subject, label: 'auditor' });
    const { rows } = await trail(auditor, { quien: subject, area: 'accounts', resultado: 'done' });
    expect(rows.map(({ action, actorRole }) => [action, actorRole])).toContainEqual(['Entró al sistema', 'Auditoría']);

    const before = (await entriesOf('accounts.sign-in-official')).length;
    const body = new URLSearchParams({ cuenta: accountOf('auditor'), contrasena: 'no-es-esta-contraseña' });
    await scene.post('/admin/entrar', '', { body });
    const [wrong] = (await entriesOf('accounts.sign-in-official')).slice(before);
    expect(wrong).toMatchObject({ kind: 'anonymous', label: 'sin sesión', subject });
    // The attempt itself is not an entry; its outcome is.
    expect(await entriesOf('accounts.begin-sign-in')).toEqual([]);
  });

  it('shows DERFE each refused sign-in as refused, with the cause', async () => {
    const derfe = await scene.signIn('derfe-administrator');
    const { rows: accounts } = await scene.app
      .get(Dispatcher)
      .ask(systemActor('spec'), new ListOfficials({ search: accountOf('derfe-operator') }));
    const suspension = { accountId: accounts[0]?.id ?? '', reason: 'Licencia médica' };
    await scene.app.get(Dispatcher).run(systemActor('spec'), new SuspendOfficial(suspension));
    const enter = (contrasena: string) =>
      scene.post('/admin/entrar', '', {
        body: new URLSearchParams({ cuenta: accountOf('derfe-operator'), contrasena }),
      });
    await enter('no-es-esta-contraseña');
    await enter(OFFICIALS_PASSWORD);
    const { rows } = await trail(derfe, { resultado: 'refused', area: 'accounts' });
    expect(rows.slice(0, 2)).toMatchObject([
      {
        action: 'Se le negó la entrada',
        actorName: accountOf('derfe-operator'),
        details: [['Causa', 'Su cuenta está suspendida']],
      },
      { action: 'Se le negó la entrada', details: [['Causa', 'La cuenta o la contraseña no son correctas']] },
    ]);
    const done = await trail(derfe, { resultado: 'done', area: 'accounts', quien: accounts[0]?.id ?? '' });
    expect(done.rows.map(({ action }) => action)).not.toContain('Entró al sistema');
  });

  it('has one entry for one view of the list of accounts', async () => {
    const administrator = await scene.signIn('derfe-administrator');
    const before = (await entriesOf('accounts.list-officials')).length;
    expect((await scene.get('/admin/api/resources/cuentas/actions/list', administrator)).status).toBe(200);
    expect((await entriesOf('accounts.list-officials')).slice(before)).toHaveLength(1);
    const [{ id } = { id: '' }] = await asOwner(scene.app).execute<{ id: string }[]>(
      `select id from accounts.official where role = 'auditor'`,
    );
    expect((await scene.get(`/admin/api/resources/cuentas/records/${id}/show`, administrator)).status).toBe(200);
    // Opening one account does not count as opening the list.
    expect((await entriesOf('accounts.list-officials')).slice(before)).toHaveLength(1);
    expect((await entriesOf('accounts.get-official')).map(({ subject }) => subject)).toEqual([id]);
  });

  it('has no entry for a run of a job that found nothing to do', async () => {
    await scene.app.get(Dispatcher).run(systemActor('spec'), new RecordEndedGrants({}));
    expect(await entriesOf('accounts.record-ended-grants')).toEqual([]);
  });

  it('can be downloaded as Excel with dates, to the second, that Excel can sort', async () => {
    scene.clock.advance(7000);
    await scene.signIn('opl-registrar');
    const answer = await scene.get('/admin/archivos/bitacora/excel', auditor);
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
    const instants = sheets[0]?.rows.slice(1).map(([at]) => at);
    expect(instants).toContainEqual(new Date('2027-01-05T12:00:07Z'));
    expect(instants?.every((at) => at instanceof Date)).toBe(true);
  });

  it('is forbidden to other roles', async () => {
    for (const role of ['opl-administrator', 'opl-reviewer', 'help-desk'] as const) {
      expect((await scene.get('/admin/api/pages/bitacora', await scene.signIn(role))).status).toBe(403);
    }
  });

  it('shows the known values of a detail in Spanish, and others as they are stored', () => {
    const known = { verdict: { label: 'Resultado', words: { 'sin-firma': 'Sin firma', fotocopia: 'Fotocopia' } } };
    const shown = (verdict: unknown) => formatDetails(known, 'done', { verdict })[0]?.[1];
    expect([shown('sin-firma'), shown('fotocopia sin-firma'), shown('otra cosa'), shown(undefined)]).toEqual([
      'Sin firma',
      'Fotocopia, Sin firma',
      'otra cosa',
      undefined,
    ]);
  });
});
