import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { newContest, type Contest } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListPeriods, type PeriodVersion } from './index.js';

const system = systemActor('spec');

describe('the screen of a period (§5.A)', () => {
  let scene: BackOfficeScene;
  let cookie: string;
  let contest: Contest;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    cookie = await scene.signIn('opl-administrator');
    contest = await newContest(scene.app.get(Dispatcher), system, { name: 'Proceso' });
  }, 120_000);
  afterAll(() => scene.close());

  const set = async (
    opensAt: string,
    closesAt: string,
  ): Promise<{ status: number; code?: string; field?: string; errors?: object[] }> => {
    const { processId, officeId } = contest;
    const path = `/admin/api/resources/procesos/records/${processId}/fijar-periodo?cargo=${officeId}`;
    const terms = { name: 'Captación', opensAt, closesAt, active: 'si', reason: 'Abre de inmediato' };
    const answer = await scene.post(path, cookie, { body: terms });
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  const stored = (): Promise<PeriodVersion[]> =>
    scene.app.get(Dispatcher).ask(system, new ListPeriods({ processId: contest.processId }));

  it.each([
    ['2027-02-31T00:00', '2027-04-10T23:59', 'opensAt'],
    ['2027-02-29T00:00', '2027-04-10T23:59', 'opensAt'],
    ['2027-02-01T00:00', '2027-04-31T23:59', 'closesAt'],
    ['2027-02-01T24:00', '2027-04-10T23:59', 'opensAt'],
    ['2027-02-01T00:00', '2027-04-10T23:60', 'closesAt'],
    ['31/02/2027T00:00', '2027-04-10T23:59', 'opensAt'],
    ['0027-02-01T00:00', '2027-04-10T23:59', 'opensAt'],
  ])('refuses a date or time that does not exist: %s to %s', async (opensAt, closesAt, field) => {
    expect(await set(opensAt, closesAt)).toMatchObject({ code: 'PROCESSES.PERIOD_DATE_INVALID', field });
    expect(await stored()).toEqual([]);
  });

  it('says which date is missing', async () => {
    const fault = (field: string, which: string) => ({
      code: 'PROCESSES.PERIOD_DATE_MISSING',
      field,
      detail: expect.stringContaining(`Falta la fecha u hora ${which}.`),
    });
    expect((await set('T00:00', '2027-03-01T')).errors).toMatchObject([
      fault('opensAt', 'de inicio'),
      fault('closesAt', 'final'),
    ]);
    expect(await set('2027-02-01T00:00', '')).toMatchObject(fault('closesAt', 'final'));
  });

  it('stores what was typed, in hora centro', async () => {
    expect((await set('2027-02-28T00:00', '2027-03-31T23:59')).status).toBe(200);
    expect(await stored()).toMatchObject([
      { opensAt: '2027-02-28T06:00:00+00:00', closesAt: '2027-04-01T05:59:00+00:00' },
    ]);
  });

  it('changes the period of an office that has one, whichever link led to it, and says when it is inactive', async () => {
    const { processId, officeId } = contest;
    const record = `/admin/api/resources/procesos/records/${processId}`;
    const data = async <Data>(path: string): Promise<Data> => {
      const answer = await scene.get(path, cookie);
      return ((await answer.json()) as { data: Data }).data;
    };
    const { period } = await data<{ period: { id: string } }>(`${record}/fijar-periodo?cargo=${officeId}`);
    expect(period.id).toBe((await stored())[0]?.periodId);
    const change = { periodId: period.id, name: 'Captación', active: 'no', reason: 'Sentencia', agreement: 'A/1/27' };
    const dates = { opensAt: '2027-02-28T00:00', closesAt: '2027-03-31T23:59' };
    const path = `${record}/fijar-periodo?cargo=${officeId}`;
    expect((await scene.post(path, cookie, { body: { ...change, ...dates, version: 1 } })).status).toBe(200);
    const { calendar } = await data<{ calendar: { label: string; undatedLabel: string }[] }>(`${record}/show`);
    expect(calendar.find(({ label }) => label === 'Cierra la captación')?.undatedLabel).toBe(
      'Si se activa el periodo: 31/03/2027 23:59',
    );
    const { step } = await data<{ step: object }>('/admin/api/dashboard');
    expect(step).toMatchObject({ label: 'Modificar periodo', reason: expect.stringContaining('inactivo') });
  });
});
