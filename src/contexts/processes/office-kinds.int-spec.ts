import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { asOwner } from '../../../test/support/app.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { newContest } from '../../demonstration/world/index.js';
import { ListOfficeChoices } from './index.js';

const system = systemActor('spec');
const LIST = '/admin/api/resources/tipos-de-cargo/actions/list';
const ADD = '/admin/api/resources/tipos-de-cargo/actions/agregar';
const SHOW = '/admin/api/pages/tipo-de-cargo?tipo=';
const CHANGE = '/admin/api/pages/cambiar-tipo-de-cargo?tipo=';

interface Fault {
  readonly code: string;
  readonly field: string;
}

describe('the screens of the kinds of office (§5.A)', () => {
  let scene: BackOfficeScene;
  let derfe: string;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    derfe = await scene.signIn('derfe-administrator');
  }, 120_000);
  afterAll(() => scene.close());

  const view = async <Data>(path: string): Promise<Data> =>
    ((await (await scene.get(path, derfe)).json()) as { data: Data }).data;
  const send = async (path: string, change: object, cookie = derfe) => {
    const answer = await scene.post(path, cookie, { body: { ...SINDICATURA, ...change } });
    const { code, field, errors = [{ code, field }] } = (await answer.json()) as Fault & { errors?: Fault[] };
    return { status: answer.status, errors };
  };
  const SINDICATURA = {
    label: 'Sindicatura',
    scope: 'municipality',
    everywhere: 'no',
    entidades: '22',
    maxDays: '30',
    reason: 'Reforma a la ley electoral',
    version: 0,
  };
  const offered = async (): Promise<string[]> => {
    const dispatcher = scene.app.get(Dispatcher);
    const { processId } = await newContest(dispatcher, system, { name: 'Proceso' });
    return (await dispatcher.ask(system, new ListOfficeChoices({ processId }))).map(({ label }) => label);
  };

  it('add a kind, offer it only to the OPLs of its entidades, and keep each version', async () => {
    expect(await send(ADD, {})).toMatchObject({ status: 200 });
    expect(await offered()).toContain('Sindicatura');
    const change = { entidades: '14', maxDays: '60', reason: 'Acuerdo INE/CG12/2027', version: 1 };
    expect((await send(`${CHANGE}sindicatura`, change)).status).toBe(200);
    expect(await offered()).not.toContain('Sindicatura');
    const { rows } = await view<{ rows: { key: string; where: string; offices: number }[] }>(LIST);
    expect(rows.find(({ key }) => key === 'sindicatura')).toMatchObject({ where: 'Jalisco', offices: 0, maxDays: 60 });
    const { versions } = await view<{ versions: object[] }>(`${SHOW}sindicatura`);
    expect(versions).toMatchObject([
      { version: 2, where: 'Jalisco', maxDays: 60, reason: 'Acuerdo INE/CG12/2027', at: '05/01/2027 12:00' },
      { version: 1, where: 'Querétaro', maxDays: 30, reason: 'Reforma a la ley electoral' },
    ]);
    const audited = `select details->>'version' as version from kernel.audit_entry
      where action = 'processes.set-office-kind' and actor_kind = 'official' and details->>'version' is not null
      order by 1`;
    expect(await asOwner(scene.app).execute(audited)).toEqual([{ version: '1' }, { version: '2' }]);
  });

  it('refuse a taken name, a form based on an outdated version, and faulty fields, all at once', async () => {
    expect(await send(ADD, { label: 'GUBERNATURA' })).toMatchObject({
      status: 409,
      errors: [{ code: 'PROCESSES.OFFICE_KIND_TAKEN', field: 'label' }],
    });
    expect(await send(ADD, { label: '¿?' })).toMatchObject({ status: 422, errors: [{ field: 'label' }] });
    const overtaken = await send(`${CHANGE}ayuntamiento`, { label: 'Ayuntamiento', version: 7 });
    expect(overtaken).toMatchObject({ errors: [{ code: 'PROCESSES.OFFICE_KIND_CHANGED_MEANWHILE' }] });
    expect((await scene.get(`${SHOW}otro`, derfe)).status).toBe(404);
    const faulty = await send(ADD, { label: 'Otro cargo', scope: '', entidades: '', maxDays: '731', reason: ' ' });
    expect(faulty.errors.map(({ field }) => field).sort()).toEqual(['entidades', 'maxDays', 'reason', 'scope']);
  });

  it.each(['opl-administrator', 'opl-registrar', 'auditor', 'help-desk'] as const)('are closed to %s', async (role) => {
    const cookie = await scene.signIn(role);
    expect((await scene.get(LIST, cookie)).status).toBe(403);
    expect((await send(ADD, { label: 'Otra' }, cookie)).status).toBe(403);
  });
});
