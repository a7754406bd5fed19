import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountRequestScene, derfe, grant, opl, START } from '../../../test/support/account-request-scene.js';
import { addOffice, createProcess } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { SetCapturePeriod } from '../processes/index.js';
import { GetOfficialSession, RenewGrant } from './index.js';

let scene: AccountRequestScene;

beforeAll(async () => {
  scene = await AccountRequestScene.open();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.startTest();
});

describe('the end of a grant (§4.2)', () => {
  let processId: string;
  /**
   * The period closes on 20 February 2027 at noon with a grace period of 24 hours; grants can last until the 180th day
   * after the grace period ends.
   */
  const LAST = Date.parse('2027-08-21T05:59:59.999Z');
  const at = (ms: number): string => new Date(ms).toISOString();

  beforeAll(async () => {
    scene.context.clock.set(START);
    const system = systemActor('test');
    ({ processId } = await createProcess(scene.dispatcher, system, { name: 'Proceso de Querétaro' }));
    const { officeId } = await addOffice(scene.dispatcher, system, processId);
    await scene.dispatcher.run(
      system,
      new SetCapturePeriod({
        processId,
        officeId,
        name: 'Periodo',
        opensAt: '2027-02-01T18:00:00Z',
        closesAt: '2027-02-20T18:00:00Z',
        graceHours: 24,
        active: true,
      }),
    );
  });

  it('cannot be later than its process allows, to the millisecond', async () => {
    const id = await scene.add(await scene.register());
    await expect(scene.accept(id, { processId, grantEndsAt: at(LAST + 1) })).rejects.toMatchObject({
      code: 'ACCOUNTS.GRANT_PAST_THE_PROCESS',
      field: 'grantEndsAt',
      params: { latest: '20/08/2027' },
    });
    await expect(scene.accept(id, { processId, grantEndsAt: at(LAST) })).resolves.toMatchObject({
      accountId: expect.any(String),
    });
  });

  it('cannot be limited by a process of another entidad', async () => {
    const { processId: elsewhere } = await createProcess(scene.dispatcher, systemActor('test'), {
      entidad: '14',
      name: 'Proceso de Jalisco',
    });
    const id = await scene.add(await scene.register());
    await expect(scene.accept(id, { processId: elsewhere })).rejects.toMatchObject({
      code: 'ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD',
      field: 'processId',
    });
  });

  it('can be changed by DERFE with a reason, within the limit, and the change is recorded', async () => {
    const { accountId } = await scene.accept(await scene.add(await scene.register()), { processId });
    const renew = (grantEndsAt: string, actor = derfe) =>
      scene.dispatcher.run(actor, new RenewGrant({ accountId, processId, grantEndsAt, reason: 'Acuerdo 14/2027' }));
    await expect(renew(at(LAST + 1))).rejects.toMatchObject({ code: 'ACCOUNTS.GRANT_PAST_THE_PROCESS' });
    await expect(renew(START)).rejects.toMatchObject({ code: 'ACCOUNTS.GRANT_IN_THE_PAST' });
    await expect(renew(at(LAST), opl)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    await scene.sql(`update accounts.official set password_hash = 'set' where id = ?`, [accountId]);
    scene.context.clock.set(grant.grantEndsAt);
    expect(await scene.dispatcher.ask(systemActor('back-office'), new GetOfficialSession({ accountId }))).toBeNull();
    await renew(at(LAST));
    expect(
      await scene.dispatcher.ask(systemActor('back-office'), new GetOfficialSession({ accountId })),
    ).not.toBeNull();
    const changes = await scene.sql(
      `select reason, to_json(to_ends_at at time zone 'UTC') #>> '{}' as until from accounts.grant_change where official_id = ?`,
      [accountId],
    );
    expect(changes).toEqual([{ reason: 'Acuerdo 14/2027', until: at(LAST).replace('Z', '') }]);
  });
});
