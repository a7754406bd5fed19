import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPerson } from '../../../test/builders/index.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { FakeOpener } from '../../../test/support/fake-opener.js';
import { loadRoll, newContest, type Contest } from '../../demonstration/world/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { CounterCheck } from '../../kernel/counters/counter-check.js';
import { randomId } from '../../kernel/crypto/random.js';
import { Outbox } from '../../kernel/jobs/outbox.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ROLE_TABLE, type Role } from '../accounts/index.js';
import { SupportReceived } from '../intake/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import {
  DeclareUnprocessable,
  GetSupport,
  ListQuarantined,
  ListUnprocessable,
  VerifyAgain,
  VerifyAllAgain,
} from './index.js';
import { SupportOpener } from './unseal/support-opener.js';
import { VerificationModule } from './verification.module.js';

const system = systemActor('spec');
const official = (role: Role, entidad: string): Actor => ({
  ...system,
  kind: 'official',
  id: `${role}-${entidad}`,
  permissions: new Set(ROLE_TABLE[role].permissions),
  scope: { entidad },
});
const derfe = official('derfe-administrator', '*');
const opl = official('opl-administrator', '22');
const ana = findPerson((one) => one.registryStatus === 'lista-nominal' && one.entidad === '22');

describe('a record that cannot be opened (decision 67)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let contest: Contest;
  const opener = new FakeOpener();
  let serial = 0;

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      { module: VerificationModule, providers: [{ provide: SupportOpener, useValue: opener }] },
    ]);
    dispatcher = context.module.get(Dispatcher);
    contest = await newContest(dispatcher, system, { practice: true });
    await loadRoll(context.config.ownerDatabaseUrl, [ana], { name: '2026-11-15', inForceFrom: '2026-11-16T00:00:00Z' });
  });
  afterAll(() => context.close());

  const receive = async (): Promise<string> => {
    const supportId = randomId();
    const event = new SupportReceived({
      ...contest,
      supportId,
      folio: `AC-LOST-${String((serial += 1)).padStart(6, '0')}`,
      aspirantId: randomId(),
      auxiliaryId: randomId(),
      entidad: '22',
      receivedAt: context.clock.now().toISOString(),
      integrityCode: 'ab'.repeat(32),
      blobKey: supportId,
      deviceId: randomId(),
      channel: 'app',
      capturedBy: null,
      flags: [],
    });
    const em = asOwner(context.module);
    await em.transactional((inner) => context.module.get(Outbox).append(inner, [event], randomId()));
    await context.module.get(OutboxRelay).drain();
    return supportId;
  };
  /** Makes it possible to open the record from now on. */
  const unseal = (id: string) => {
    const { cic, identificadorCiudadano, claveElector, numeroEmision, ocr } = ana;
    opener.supports.set(id, {
      parts: new Map(),
      credentialType: ana.credentialType,
      read: { cic, identificadorCiudadano, claveElector, numeroEmision, ocr },
      typed: {},
      email: undefined,
      capturedAt: context.clock.now(),
      auxiliaryId: randomId(),
      deviceId: randomId(),
    });
  };
  const declare = (by: Actor, supportId: string, oficio = 'INE/DERFE/0101/2027') =>
    dispatcher.run(by, new DeclareUnprocessable({ supportId, oficio }));
  const quarantined = async (by: Actor) => (await dispatcher.ask(by, new ListQuarantined({}))).rows;
  const stateOf = async (supportId: string) => {
    const { reportedClass, deskVerdict } = await dispatcher.ask(system, new GetSupport({ supportId }));
    return { reportedClass, deskVerdict };
  };
  const unprocessable = () =>
    dispatcher.ask(system, new ListUnprocessable({ processId: contest.processId, entidad: '22' }));

  it('becomes a contestable inconsistency once DERFE and the OPL have both declared it «no procesable»', async () => {
    const id = await receive();
    expect(await declare(opl, id, 'IEEQ/0202/2027')).toEqual({ declaredBy: ['opl'], state: 'quarantined' });
    await expect(declare(opl, id)).rejects.toMatchObject({ code: 'VERIFICATION.ALREADY_DECLARED' });
    expect(await quarantined(derfe)).toMatchObject([
      { id, cause: 'key-not-opened', declaredByOpl: 'IEEQ/0202/2027', declaredByDerfe: null },
    ]);
    expect([await stateOf(id), await unprocessable()]).toEqual([
      { reportedClass: 'en-procesamiento', deskVerdict: 'pendiente' },
      [],
    ]);

    expect(await declare(derfe, id)).toEqual({ declaredBy: ['derfe', 'opl'], state: 'unprocessable' });
    expect([await stateOf(id), await unprocessable()]).toEqual([
      { reportedClass: 'con-inconsistencia', deskVerdict: 'no-procesable' },
      [id],
    ]);
    expect(await quarantined(derfe)).toEqual([]);
    await expect(declare(derfe, id)).rejects.toMatchObject({ code: 'VERIFICATION.NOT_QUARANTINED' });
    const again = await dispatcher.run(derfe, new VerifyAgain({ supportId: id }));
    expect(again).toEqual({ state: 'unprocessable', reportedClass: 'con-inconsistencia' });
    expect(await context.module.get(CounterCheck).check()).toEqual([]);
  });

  it('goes to the control desk if its key is recovered later', async () => {
    const id = await receive();
    await declare(derfe, id);
    await declare(opl, id);
    unseal(id);
    const again = await dispatcher.run(derfe, new VerifyAgain({ supportId: id }));
    expect(again).toEqual({ state: 'verified', reportedClass: 'mesa-de-control' });
    expect([await stateOf(id), await unprocessable()]).toEqual([
      { reportedClass: 'mesa-de-control', deskVerdict: 'pendiente' },
      expect.not.arrayContaining([id]),
    ]);
  });

  it('is verified instead of declared «no procesable» if it has become possible to open it', async () => {
    const id = await receive();
    await declare(derfe, id);
    unseal(id);
    expect(await declare(opl, id)).toEqual({ declaredBy: [], state: 'verified' });
    expect(await stateOf(id)).toMatchObject({ deskVerdict: 'pendiente' });
  });

  it('can be declared «no procesable» only by administrators, and by an OPL only in its entidad', async () => {
    const id = await receive();
    for (const role of ['derfe-operator', 'auditor'] as const) {
      await expect(declare(official(role, '*'), id)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    }
    await expect(declare(official('opl-administrator', '14'), id)).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
    await expect(declare(system, id)).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
    expect(await quarantined(official('opl-administrator', '14'))).toEqual([]);
  });

  it('is opened together with all others by one long job once the cause is resolved', async () => {
    const ids = [];
    for (let n = 0; n < 25; n += 1) ids.push(await receive());
    for (const id of ids.slice(1)) unseal(id);
    const before = (await quarantined(derfe)).length;
    await dispatcher.run(derfe, new VerifyAllAgain({}));
    await context.module.get(LongJobWorker).drain();
    const after = (await quarantined(derfe)).map(({ id }) => id);
    expect([before - after.length, after.includes(ids[0] ?? '')]).toEqual([24, true]);
    await expect(dispatcher.run(opl, new VerifyAllAgain({}))).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });
});
