import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene } from '../../../test/support/back-office-scene.js';
import type { AccountView } from './admin/views.js';

describe('the history on the page of an account (§4.2)', () => {
  let scene: BackOfficeScene;
  let derfe: string;
  let account: string;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    derfe = await scene.signIn('derfe-administrator');
    await scene.signIn('auditor');
    const [found] = await asOwner(scene.app).execute<{ id: string }[]>(
      'select id from accounts.official where account = ?',
      [accountOf('auditor')],
    );
    account = `/admin/api/resources/cuentas/records/${found?.id ?? ''}`;
  }, 120_000);
  afterAll(() => scene.close());

  const change = async (action: string, body: object): Promise<void> => {
    scene.clock.advance(60_000);
    expect((await scene.post(`${account}/${action}`, derfe, { body })).status).toBe(200);
  };
  const history = async (cookie: string): Promise<AccountView['history']> =>
    ((await (await scene.get(`${account}/show`, cookie)).json()) as { data: AccountView }).data.history;

  it('states who did what, when and why, newest first', async () => {
    await change('vigencia', { processId: '', lastDay: '2027-06-30', reason: 'Acuerdo 14/2027' });
    await change('suspender', { reason: 'Cambio de adscripción' });
    await change('reactivar', { reason: 'Volvió de su licencia' });
    await change('cerrar', { reason: 'Dejó el cargo' });
    const by = accountOf('derfe-administrator');
    expect((await history(derfe)).slice(0, 4)).toEqual([
      { at: '05/01/2027 12:04', what: 'Se cerró', by, reason: 'Dejó el cargo' },
      { at: '05/01/2027 12:03', what: 'Se reactivó', by, reason: 'Volvió de su licencia' },
      { at: '05/01/2027 12:02', what: 'Se suspendió', by, reason: 'Cambio de adscripción' },
      {
        at: '05/01/2027 12:01',
        what: expect.stringMatching(/^Cambió la vigencia: del .* al 30\/06\/2027 23:59$/),
        by,
        reason: 'Acuerdo 14/2027',
      },
    ]);
    expect((await history(derfe)).at(-1)).toMatchObject({ what: 'Alta de la cuenta' });
  });

  it('also appears in words in the audit trail; its reasons are encrypted in the database but can be searched', async () => {
    type Trail = { data: { rows: { action: string; details: string[][] }[] } };
    const answer = await scene.get('/admin/api/pages/bitacora?area=accounts&resultado=done', derfe);
    const { data } = (await answer.json()) as Trail;
    const detailsOf = (wanted: string) => data.rows.find(({ action }) => action === wanted)?.details;
    expect(detailsOf('Suspendió una cuenta')).toEqual([
      ['Motivo', 'Cambio de adscripción'],
      ['Estado anterior', 'Activa'],
    ]);
    expect(detailsOf('Reactivó una cuenta')).toEqual([
      ['Motivo', 'Volvió de su licencia'],
      ['Estado', 'Activa'],
    ]);
    expect(detailsOf('Cambió la vigencia de una cuenta')).toContainEqual([
      'Vigente hasta',
      '30/06/2027 23:59 (hora centro)',
    ]);
    const stored = await asOwner(scene.app).execute<object[]>(`select details::text from kernel.audit_entry`);
    expect(JSON.stringify(stored)).not.toMatch(/cambio de/i);
    const search = async (text: string): Promise<Trail['data']['rows']> => {
      const posted = await scene.post('/admin/api/pages/bitacora', derfe, { body: { text } });
      const { data: sent } = (await posted.json()) as { data: { encrypted: string } };
      const query = new URLSearchParams({ busqueda: sent.encrypted });
      const found = await scene.get(`/admin/api/pages/bitacora?${query.toString()}`, derfe);
      return ((await found.json()) as Trail).data.rows;
    };
    expect((await search('CAMBIO adscripción')).map(({ action }) => action)).toEqual(['Suspendió una cuenta']);
    expect((await search('14/2027')).map(({ action }) => action)).toEqual(['Cambió la vigencia de una cuenta']);
    // The id of an account, as its address shows it, finds what is recorded about it and by it.
    const ofAccount = await search(account.split('/').at(-1) ?? '');
    expect(ofAccount.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['Suspendió una cuenta', 'Entró al sistema']),
    );
    expect(ofAccount.map(({ action }) => action)).not.toContain('Creó un proceso electoral');
  });
});
