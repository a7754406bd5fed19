import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { auxiliaryCalled, registerEach } from '../../../test/support/auxiliaries.js';
import { PortalScene } from '../../../test/support/portal-scene.js';
import { enrolDevice, type WorldAuxiliary } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { CorrectAuxiliary, GetAuxiliaryData } from '../auxiliaries/index.js';
import { DEFAULT_POLICY, type EnrolmentPolicy } from './domain/enrolment-policy.js';
import { AcceptDevice, GetDevice, GetDeviceReview, SetEnrolmentPolicy } from './index.js';
import { seenDevice } from '../../../test/support/seen-device.js';

const system = systemActor('corrected-registration');
const official = { ...system, kind: 'official', id: '00000000-0000-4000-8000-0000000000aa', scope: { entidad: '22' } };
const people = [1, 2, 3].map((nth) => auxiliaryCalled('Núñez', 'Ríos', nth));
const stranger = auxiliaryCalled('Núñez', 'Ríos', 9);

let scene: PortalScene;
let dispatcher: Dispatcher;
let registered: WorldAuxiliary[];
let idProceso: string;

beforeAll(async () => {
  scene = await PortalScene.open([...people, stranger]);
  const { module, clock } = scene.context;
  dispatcher = module.get(Dispatcher);
  registered = await registerEach(module, clock, scene.mariaId, people);
  const [process] = await asOwner(module).execute<{ code: string }[]>(
    'select id_proceso as code from processes.process',
  );
  idProceso = process?.code ?? '';
}, 120_000);
afterAll(() => scene.close());
beforeEach(() => rule('review'));

const rule = (onMismatch: EnrolmentPolicy['onMismatch']) =>
  dispatcher.run(official, new SetEnrolmentPolicy({ ...DEFAULT_POLICY, onMismatch, entidad: '22', reason: 'Acuerdo' }));
const statusOf = async (deviceId: string) => (await dispatcher.ask(system, new GetDevice({ deviceId }))).status;
const findingsOf = async (deviceId: string) =>
  (await dispatcher.ask(official, new GetDeviceReview({ deviceId }))).findings;

/** The OPL accepts the device, because its blank images put it under review. */
async function accepted(nth: number, card: Record<string, string>): Promise<{ deviceId: string; auxiliaryId: string }> {
  const auxiliary = registered[nth];
  if (!auxiliary) throw new Error('no such auxiliary');
  const { deviceId } = await enrolDevice(scene.context.module, system, { idProceso, ...auxiliary }, card);
  await scene.drain();
  await dispatcher.run(
    official,
    new AcceptDevice({ ...(await seenDevice(scene.context.module, deviceId)), reason: 'Se cotejó con la credencial' }),
  );
  return { deviceId, auxiliaryId: auxiliary.auxiliaryId };
}

async function correct(auxiliaryId: string, change: object): Promise<void> {
  const { version, registration } = await dispatcher.ask(system, new GetAuxiliaryData({ auxiliaryId }));
  const reason = 'Se escribió mal';
  await dispatcher.run(official, new CorrectAuxiliary({ ...registration, ...change, auxiliaryId, version, reason }));
  await scene.drain();
}

describe('a correction of the registration (§6.4)', () => {
  it('puts a device under review if its card differs from the corrected data', async () => {
    const { claveElector } = people[0] ?? stranger;
    const { deviceId, auxiliaryId } = await accepted(0, { claveElector });
    await correct(auxiliaryId, { telefonoMovil: '4429990000' });
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['active', ['image-poor']]);
    await correct(auxiliaryId, { claveElector: stranger.claveElector });
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual([
      'por-revisar',
      ['image-poor', 'clave-differs'],
    ]);
  });

  it('blocks the device if the OPL requires it', async () => {
    const { deviceId, auxiliaryId } = await accepted(1, { paterno: 'NUÑEZ' });
    await rule('block');
    await correct(auxiliaryId, { paterno: 'Otro' });
    expect(await statusOf(deviceId)).toBe('suspended');
  });

  it('removes the finding that it resolves, and leaves the decision to the OPL', async () => {
    const auxiliary = registered[2];
    if (!auxiliary) throw new Error('no such auxiliary');
    const card = { nombre: 'ANNA', paterno: 'NUÑEZ' };
    const { deviceId } = await enrolDevice(scene.context.module, system, { idProceso, ...auxiliary }, card);
    await scene.drain();
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual([
      'por-revisar',
      ['name-differs', 'image-poor'],
    ]);
    await correct(auxiliary.auxiliaryId, { nombre: 'Anna' });
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['por-revisar', ['image-poor']]);
  });
});
