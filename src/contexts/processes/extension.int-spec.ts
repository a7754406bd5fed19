import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { VerificationModule } from '../verification/verification.module.js';
import { GetPeriodOfOffice, SetCapturePeriod } from './index.js';
import { ProcessesModule } from './processes.module.js';
import {
  ANA,
  addOffice,
  confirmedAspirant,
  createProcess,
  enrolDevice,
  loadRoll,
  registerAuxiliary,
  renewLease,
  waiveKey,
  type WorldDevice,
} from '../../demonstration/world/index.js';

const system = systemActor('test');

describe('an extension of a period during capture (§5.A, §7.7)', () => {
  let context: TestContext;
  let dispatcher: Dispatcher;
  let processId: string;
  let officeId: string;
  let device: WorldDevice;

  const set = (closesAt: string, more: object = {}) =>
    dispatcher.run(
      system,
      new SetCapturePeriod({
        processId,
        officeId,
        name: 'Captación',
        opensAt: '2027-01-10T06:00:00Z',
        closesAt,
        active: true,
        reason: 'Abre de inmediato',
        ...more,
      }),
    );

  beforeAll(async () => {
    context = await contextModule([
      ProcessesModule,
      AspirantsModule,
      VerificationModule,
      AuxiliariesModule,
      DevicesModule,
    ]);
    dispatcher = context.module.get(Dispatcher);
    const created = await createProcess(dispatcher, system, { name: 'Proceso' });
    processId = created.processId;
    ({ officeId } = await addOffice(dispatcher, system, processId));
    await set('2027-02-10T06:00:00Z');
    await waiveKey(dispatcher, processId);
    await loadRoll(context.config.ownerDatabaseUrl, [ANA]);
    const { aspirantId } = await confirmedAspirant(dispatcher, system, officeId);
    const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
    device = await enrolDevice(context.module, system, { ...created, ...auxiliary });
  });
  afterAll(() => context.close());

  const renewedLease = () => renewLease(context.module, system, device);

  it('is visible to a device in its next lease and to queries immediately, with the new version', async () => {
    expect(await renewedLease()).toMatchObject({
      periodVersion: 1,
      capture: { closesAt: '2027-02-10T06:00:00.000Z', graceEndsAt: '2027-02-11T06:00:00.000Z' },
    });
    await set('2027-02-17T06:00:00Z', { reason: 'Fallas técnicas', agreement: 'IEEQ/CG/A/012/27' });
    expect(await renewedLease()).toMatchObject({
      periodVersion: 2,
      capture: { closesAt: '2027-02-17T06:00:00.000Z', graceEndsAt: '2027-02-18T06:00:00.000Z' },
    });
    expect(await dispatcher.ask(system, new GetPeriodOfOffice({ officeId }))).toMatchObject({
      version: 2,
      closesAt: '2027-02-17T06:00:00.000Z',
    });
  });

  it('is rejected without an agreement number', async () => {
    await expect(set('2027-02-24T06:00:00Z', { reason: 'Más' })).rejects.toMatchObject({
      code: 'PROCESSES.PERIOD_AGREEMENT_MISSING',
      field: 'agreement',
    });
    expect((await renewedLease()).periodVersion).toBe(2);
  });
});
