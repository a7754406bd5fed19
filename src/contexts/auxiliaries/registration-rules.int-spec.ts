import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';

const RULE = '/admin/api/pages/auxiliares-de-dos-aspirantes';
const LIMITS = '/admin/api/pages/consultas-al-padron';
const LIMIT = '/admin/api/pages/cambiar-consultas-al-padron?entidad=22';

interface Fault {
  readonly code: string;
  readonly field: string;
}

describe('the screens of the rules for registering auxiliaries (§6.4, decision 28)', () => {
  let scene: BackOfficeScene;
  let opl: string;
  let derfe: string;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    opl = await scene.signIn('opl-administrator');
    derfe = await scene.signIn('derfe-administrator');
  }, 120_000);
  afterAll(() => scene.close());

  const view = async (path: string, cookie: string): Promise<unknown> =>
    ((await (await scene.get(path, cookie)).json()) as { data: unknown }).data;
  const send = async (path: string, cookie: string, body: object) => {
    const answer = await scene.post(path, cookie, { body });
    const { code, field, errors = [{ code, field }] } = (await answer.json()) as Fault & { errors?: Fault[] };
    return { status: answer.status, errors };
  };

  it('let the OPL forbid auxiliaries of two aspirants in its entidad, with its reasons', async () => {
    expect(await view(RULE, opl)).toMatchObject({ rule: 'enter', version: 0, versions: [] });
    expect((await send(RULE, opl, { rule: 'refuse', reason: 'Acuerdo 7', version: 0 })).status).toBe(200);
    expect((await send(RULE, opl, { rule: 'enter', reason: 'Se revocó', version: 1 })).status).toBe(200);
    expect(await view(RULE, opl)).toMatchObject({
      rule: 'enter',
      versions: [
        { rule: 'enter', reason: 'Se revocó', at: '05/01/2027 12:00' },
        { rule: 'refuse', reason: 'Acuerdo 7' },
      ],
    });
    const jalisco = await scene.signInFromJalisco('opl-administrator');
    expect(await view(RULE, jalisco)).toMatchObject({ version: 0, versions: [] });
  });

  it('let DERFE limit the padrón queries of an entidad; its OPL sees the limits', async () => {
    expect(await view(LIMIT, derfe)).toMatchObject({
      name: 'Querétaro',
      perDay: 500,
      perDayByFile: 20_000,
      version: 0,
    });
    const change = { perDay: '1,000', perDayByFile: '40000', reason: 'Oficio 12', version: 0 };
    expect((await send(LIMIT, derfe, change)).status).toBe(200);
    expect(await view(LIMIT, derfe)).toMatchObject({ version: 1, versions: [{ reason: 'Oficio 12', perDay: 1000 }] });
    expect(await view(RULE, opl)).toMatchObject({ limits: { perDay: 1000, perDayByFile: 40_000 } });
    const { rows } = (await view(LIMITS, derfe)) as { rows: object[] };
    expect(rows).toHaveLength(32);
    expect(rows).toContainEqual(
      expect.objectContaining({ entidad: '22', perDay: 1000, isDefault: false, at: '05/01/2027 12:00' }),
    );
    expect(rows).toContainEqual(expect.objectContaining({ entidad: '14', perDay: 500, isDefault: true }));
    expect((await scene.get(`${LIMIT}0`, derfe)).status).toBe(404);
  });

  it('audit each change, and refuse one if another official made a change in the meantime', async () => {
    const overtaken = { code: 'AUXILIARIES.RULE_CHANGED_MEANWHILE' };
    const rule = await send(RULE, opl, { rule: 'refuse', reason: 'Acuerdo', version: 0 });
    expect(rule).toMatchObject({ status: 409, errors: [overtaken] });
    const limit = await send(LIMIT, derfe, { perDay: '1', perDayByFile: '1', reason: 'Oficio', version: 0 });
    expect(limit).toMatchObject({ status: 409, errors: [overtaken] });
    const audited = await asOwner(scene.app).execute<{ action: string }[]>(
      `select action from kernel.audit_entry where subject_id = '22' and outcome = 'done' order by action`,
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'auxiliaries.set-other-aspirant-rule',
      'auxiliaries.set-other-aspirant-rule',
      'auxiliaries.set-padron-limits',
    ]);
  });

  it.each([
    ['0', '20000', ['perDay']],
    ['10001', '1000001', ['perDay', 'perDayByFile']],
    ['mil', '', ['perDay', 'perDayByFile']],
    ['20.000', '1e3', ['perDay', 'perDayByFile']],
    ['500,5', '40 000', ['perDay']],
  ])(
    'refuse limits of %s people and %s rows, and a missing reason, all at once',
    async (perDay, perDayByFile, fields) => {
      const { errors } = await send(LIMIT, derfe, { perDay, perDayByFile, reason: '', version: 1 });
      expect(errors.map(({ field }) => field).sort()).toEqual([...fields, 'reason']);
    },
  );

  it.each([
    ['opl-administrator', LIMIT],
    ['derfe-operator', LIMIT],
    ['derfe-administrator', RULE],
    ['opl-registrar', RULE],
    ['auditor', RULE],
  ] as const)('are closed to %s: %s', async (role, path) => {
    const cookie = await scene.signIn(role);
    expect((await scene.get(path, cookie)).status).toBe(403);
    expect(
      (await send(path, cookie, { rule: 'refuse', perDay: '1', perDayByFile: '1', reason: 'x', version: 0 })).status,
    ).toBe(403);
  });
});
