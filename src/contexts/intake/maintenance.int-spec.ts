import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import { anonymous, systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AnnounceMaintenance, EndMaintenance, GetMaintenance } from './index.js';

const operator = systemActor('cli');
const [BEGINS, ENDS] = ['2027-01-20T06:00:00.000Z', '2027-01-20T08:00:00.000Z'];
const reason = 'Se cambia un equipo de la base de datos.';

let scene: IntakeScene;
let phone: IntakePhone;
let dispatcher: Dispatcher;
beforeAll(async () => {
  scene = await IntakeScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  phone = await scene.enrol();
});
afterAll(() => scene.close());
beforeEach(async () => {
  scene.context.clock.set('2027-01-19T18:00:00Z');
  await scene.rows('delete from intake.maintenance');
});

const announce = (change: object = {}) =>
  dispatcher.run(operator, new AnnounceMaintenance({ beginsAt: BEGINS, endsAt: ENDS, reason, ...change }));
const notice = () => scene.ask('/api/v1/maintenance');

describe('maintenance (§10.2)', () => {
  it.each<[string, number]>([
    ['2027-01-20T05:59:59Z', 201],
    [BEGINS, 503],
    ['2027-01-20T07:59:59Z', 503],
    [ENDS, 201],
  ])('causes an upload at %s to get the status %i', async (at, status) => {
    await announce();
    scene.context.clock.set(at);
    const record = await scene.capture(phone);
    const answer = await scene.send(record);
    expect(answer.status).toBe(status);
    if (status === 201) return;
    expect(answer).toMatchObject({ code: 'INTAKE.MAINTENANCE' });
    expect(answer.detail).toContain('20/01/2027 02:00');
    expect(Number(answer.retryAfter)).toBe(at === BEGINS ? 900 : 1);
  });

  it('does not prevent announcements or the receipt for a repeated record (decisions 5, 6)', async () => {
    const record = await scene.capture(phone);
    const { receipt } = await scene.send(record);
    await announce();
    scene.context.clock.set('2027-01-20T07:00:00Z');
    expect(await scene.send(record)).toMatchObject({ status: 200, receipt });
    const pending = await scene.capture(phone);
    expect(await scene.announce(pending)).toMatchObject({ status: 200, announced: [{ state: 'announced' }] });
  });

  it('is public before it starts and while it lasts, but not after it ends', async () => {
    expect(await notice()).toMatchObject({ maintenance: null });
    await announce();
    expect(await notice()).toMatchObject({ maintenance: { underWay: false, beginsAt: BEGINS, endsAt: ENDS, reason } });
    scene.context.clock.set(BEGINS);
    const during = await notice();
    expect(during).toMatchObject({
      maintenance: { underWay: true, sentence: expect.stringContaining('hasta 20/01/2027 02:00') },
    });
    scene.context.clock.set(ENDS);
    expect(await notice()).toMatchObject({ maintenance: null });
  });

  it('ends early if the operator ends it: uploads are accepted immediately and the OPLs are notified', async () => {
    await announce();
    scene.context.clock.set('2027-01-20T06:30:00Z');
    const record = await scene.capture(phone);
    expect((await scene.send(record)).status).toBe(503);
    expect(await dispatcher.run(operator, new EndMaintenance({}))).toEqual({ what: 'ended' });
    expect((await scene.send(record)).status).toBe(201);
    expect(await dispatcher.ask(anonymous(), new GetMaintenance({}))).toBeNull();
    const announcements = await scene.rows<{ what: string }>(
      `select payload->>'what' as what from kernel.outbox_message where type = 'intake.maintenance-announced' order by id`,
    );
    expect(announcements.map(({ what }) => what)).toEqual(expect.arrayContaining(['announced', 'ended']));
    await expect(dispatcher.run(operator, new EndMaintenance({}))).rejects.toMatchObject({
      code: 'INTAKE.MAINTENANCE_NONE',
    });
  });

  it('can be cancelled before it starts', async () => {
    await announce();
    expect(await dispatcher.run(operator, new EndMaintenance({}))).toEqual({ what: 'called-off' });
    scene.context.clock.set('2027-01-20T07:00:00Z');
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
  });

  it('can be corrected: the new announcement replaces the former one', async () => {
    await expect(announce({ corrects: true })).rejects.toMatchObject({ code: 'INTAKE.MAINTENANCE_NONE' });
    await announce();
    await announce({ beginsAt: '2027-01-20T07:00:00.000Z', reason: 'Empieza más tarde.', corrects: true });
    expect(await notice()).toMatchObject({
      maintenance: { beginsAt: '2027-01-20T07:00:00.000Z', endsAt: ENDS, reason: 'Empieza más tarde.' },
    });
    scene.context.clock.set('2027-01-20T06:30:00Z');
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
  });

  it.each<[string, object]>([
    ['INTAKE.MAINTENANCE_END_BEFORE_START', { endsAt: BEGINS }],
    ['INTAKE.MAINTENANCE_OVER', { beginsAt: '2027-01-19T16:00:00Z', endsAt: '2027-01-19T18:00:00Z' }],
    ['INTAKE.MAINTENANCE_TOO_LONG', { endsAt: '2027-01-23T06:00:01Z' }],
    ['INTAKE.MAINTENANCE_OVERLAPS', { beginsAt: '2027-01-20T07:59:59Z', endsAt: '2027-01-20T09:00:00Z' }],
  ])('is rejected with %s', async (code, change) => {
    if (code.endsWith('OVERLAPS')) await announce();
    await expect(announce(change)).rejects.toMatchObject({ code });
  });

  it('cannot be announced by an anonymous actor', async () => {
    const attempt = dispatcher.run(anonymous(), new AnnounceMaintenance({ beginsAt: BEGINS, endsAt: ENDS, reason }));
    await expect(attempt).rejects.toMatchObject({ code: 'ACCESS.UNAUTHENTICATED' });
  });
});
