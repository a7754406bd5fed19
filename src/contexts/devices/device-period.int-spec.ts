import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devicePeriodSchema, type DevicePeriod } from '#electoral/wire';
import {
  EnrolmentScene,
  newDeviceKey,
  problemOf,
  type OpenedEnrolment,
} from '../../../test/support/enrolment-scene.js';
import { AppConfig } from '../../kernel/config/config.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { DischargeAuxiliary } from '../auxiliaries/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { ReinstateDevice, SuspendDevice } from './index.js';
import { seenDevice } from '../../../test/support/seen-device.js';

const scene = new EnrolmentScene();
let { context, dispatcher, base, aspirant } = {} as OpenedEnrolment;
let device: ReturnType<typeof newDeviceKey>;
let auxiliaryId: string;

beforeAll(async () => {
  ({ context, dispatcher, base, aspirant } = await scene.open());
  const registered = await scene.register(3);
  ({ auxiliaryId } = registered);
  const ticket = await scene.ticketOf('auxiliar3@correo.example');
  const enrolment = (await (await scene.begin(ticket, registered.idAuxiliar)).json()) as {
    enrolmentId: string;
    challenge: string;
  };
  device = newDeviceKey();
  await scene.put(ticket, enrolment.enrolmentId, await scene.containerOf(device, enrolment.challenge));
});
afterAll(() => scene.close());

const ask = (deviceId: string, nonce = randomBytes(16).toString('hex'), version = '1.0.0', more = {}) =>
  fetch(`${base}/api/v1/devices/${deviceId}/period?${new URLSearchParams({ nonce, version, ...more }).toString()}`);
const periodIn = async (answer: Response): Promise<DevicePeriod> =>
  devicePeriodSchema.parse(await context.module.get(Signing).verify('lease', await answer.text()));

describe('the period that a phone requests without its password (§7.7, decision 8)', () => {
  it('is signed, and contains the phone’s id and nonce, the server’s time and the period in force', async () => {
    const nonce = randomBytes(16).toString('hex');
    const answer = await ask(device.deviceId, nonce);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const first = await periodIn(answer);
    expect(first).toMatchObject({ deviceId: device.deviceId, nonce, at: context.clock.now().toISOString() });
    expect(first.capture.active).toBe(true);

    await scene.changePeriod({ active: false });
    context.clock.advance(3_600_000);
    const later = await periodIn(await ask(device.deviceId));
    expect(later.capture).toEqual({ ...first.capture, active: false });
    expect(Date.parse(later.at) - Date.parse(first.at)).toBe(3_600_000);
    await scene.changePeriod({ active: true });
  });

  it('contains nothing about the auxiliary, and is refused for unknown phones and malformed requests', async () => {
    expect(Object.keys(await periodIn(await ask(device.deviceId))).sort()).toEqual(
      ['version', 'kind', 'deviceId', 'nonce', 'at', 'capture'].sort(),
    );
    // Older apps reject a member that they do not know.
    const asked = await ask(device.deviceId, undefined, undefined, { understands: 'review' });
    expect((await periodIn(asked)).review).toBe('unchecked');
    expect(await problemOf(await ask(newDeviceKey().deviceId))).toBe('AUXILIARIES.DEVICE_UNKNOWN');
    for (const [id, nonce] of [
      ['no-es-un-id', 'n'.repeat(16)],
      [device.deviceId, 'corto'],
      [device.deviceId, '"'.repeat(16)],
    ] as const) {
      expect((await ask(id, nonce)).status).toBe(422);
    }
  });

  it('is refused for the same reasons as a lease', async () => {
    const { deviceId } = device;
    const config = context.module.get(AppConfig);
    Object.assign(config, { appMinimumVersion: '9.0.0' });
    expect(await problemOf(await ask(deviceId))).toBe('AUXILIARIES.APP_OUTDATED');
    expect((await ask(deviceId, undefined, '9.0.0')).status).toBe(200);
    Object.assign(config, { appMinimumVersion: undefined });

    const [system, reason] = [systemActor('spec'), 'Queja por escrito de un ciudadano'];
    await dispatcher.run(system, new SuspendDevice({ ...(await seenDevice(context.module, deviceId)), reason }));
    expect(await problemOf(await ask(deviceId))).toBe('AUXILIARIES.DEVICE_SUSPENDED');
    await dispatcher.run(system, new ReinstateDevice({ ...(await seenDevice(context.module, deviceId)), reason }));
    expect((await ask(deviceId)).status).toBe(200);
    await dispatcher.run(aspirant, new DischargeAuxiliary({ auxiliaryId }));
    expect(await problemOf(await ask(deviceId))).toBe('AUXILIARIES.DEVICE_NOT_ACTIVE');
  });
});
