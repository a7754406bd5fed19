import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isInTime } from '#electoral/time';
import { keySetSchema, leaseSchema, ownMailboxText, type Lease } from '#electoral/wire';
import {
  EnrolmentScene,
  newDeviceKey,
  problemOf,
  type OpenedEnrolment,
} from '../../../test/support/enrolment-scene.js';
import { systemActor } from '../../kernel/access/actor.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Signing, type PublicJwk } from '../../kernel/crypto/signing.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { DischargeAuxiliary } from '../auxiliaries/index.js';
import { SetAssistedCapture } from '../processes/index.js';
import { GetDevice } from './index.js';

const system = systemActor('spec');
const scene = new EnrolmentScene();
const { register, ticketOf, begin, put, containerOf, leaseRequest, renew } = scene;
let { context, dispatcher, base, aspirantId, processId, aspirant } = {} as OpenedEnrolment;

beforeAll(async () => {
  ({ context, dispatcher, base, aspirantId, processId, aspirant } = await scene.open());
});
afterAll(() => scene.close());

describe('enrolment of a device (§7.2–7.7)', () => {
  it('issues a lease after proof of the device key, with assisted capture if the OPL allows it (§7.3–7.4, decision 31)', async () => {
    const { idAuxiliar, auxiliaryId } = await register(3);
    const ticket = await ticketOf('auxiliar3@correo.example');
    const enrolment = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
    const device = newDeviceKey();
    const container = await containerOf(device, enrolment.challenge);
    const answer = await put(ticket, enrolment.enrolmentId, container);
    expect(answer.status).toBe(200);
    const enrolled = (await answer.json()) as { deviceId: string; lease: string; status: string };
    expect(enrolled).toMatchObject({ deviceId: device.deviceId, status: 'active', review: 'unchecked' });
    const lease = leaseSchema.parse(await context.module.get(Signing).verify('lease', enrolled.lease));
    expect(lease).toMatchObject({
      deviceId: device.deviceId,
      auxiliary: { id: auxiliaryId },
      aspirant: { id: aspirantId },
    });

    const stored = await dispatcher.ask(system, new GetDevice({ deviceId: device.deviceId }));
    expect(stored).toMatchObject({ publicJwk: device.jwk, auxiliaryId, processId, status: 'active' });
    const blob = `enrolments/${enrolment.enrolmentId}`;
    const digest = sha256(container.subarray(16, 16 + Buffer.from(container).readUInt32BE(8))).toString('hex');
    expect(Buffer.from(container).equals(await context.module.get(BlobStore).read(`${blob}/${digest}`))).toBe(true);

    expect(await (await put(ticket, enrolment.enrolmentId, container)).json()).toMatchObject({
      deviceId: device.deviceId,
    });
    expect(
      await problemOf(await put(ticket, enrolment.enrolmentId, await containerOf(newDeviceKey(), enrolment.challenge))),
    ).toBe('AUXILIARIES.ENROLMENT_EXPIRED');

    expect((await renew(leaseRequest(device))).status).toBe(200);
    const renewedWith = async (more: object): Promise<Lease> => {
      const { lease: given } = (await (await renew(leaseRequest(device, more))).json()) as {
        lease: string;
      };
      return leaseSchema.parse(await context.module.get(Signing).verify('lease', given));
    };
    const assistedOf = async (more: object): Promise<unknown> => (await renewedWith(more)).assisted;
    const understands = { understands: ['assisted', 'something-newer'] };
    expect(await assistedOf(understands)).toBeUndefined();
    const assisted = { processId, allowed: true, reasons: ['No puede firmar'], agreement: 'IEEQ/CG/A/001/27' };
    await dispatcher.run(system, new SetAssistedCapture(assisted));
    expect(await assistedOf(understands)).toEqual({ reasons: ['No puede firmar'] });
    // Older apps reject a lease with an unknown member.
    expect(await assistedOf({})).toBeUndefined();
    await dispatcher.run(system, new SetAssistedCapture({ processId, allowed: false }));
    expect(await assistedOf(understands)).toBeUndefined();

    // The address itself is not on the phone (§10.3).
    const { auxiliary } = await renewedWith({ understands: ['own-mailbox'] });
    const mailbox = ownMailboxText(device.deviceId, 'Auxiliar3@correo.example');
    expect(auxiliary.mailboxDigest).toBe(sha256(mailbox).toString('hex'));
    expect((await renewedWith({})).auxiliary).not.toHaveProperty('mailboxDigest');

    const once = leaseRequest(device);
    expect((await renew(once)).status).toBe(200);
    expect(await problemOf(await renew(once))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');
    const impostor = { ...newDeviceKey(), deviceId: device.deviceId };
    expect(await problemOf(await renew(leaseRequest(impostor)))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');

    const dayOff = (ms: number) => new Date(context.clock.now().getTime() - 24 * 3_600_000 - ms).toISOString();
    expect((await renew(leaseRequest(device, { at: dayOff(0) }))).status).toBe(200);
    const late = (await (await renew(leaseRequest(device, { at: dayOff(1) }))).json()) as object;
    const serverTime = context.clock.now().toISOString();
    expect(late).toMatchObject({ code: 'AUXILIARIES.LEASE_REQUEST_INVALID', serverTime });
    const stranger = await renew(leaseRequest(impostor, { at: dayOff(1) }));
    expect(await stranger.json()).not.toHaveProperty('serverTime');

    await dispatcher.run(aspirant, new DischargeAuxiliary({ auxiliaryId }));
    expect(await problemOf(await renew(leaseRequest(device)))).toBe('AUXILIARIES.DEVICE_NOT_ACTIVE');
    expect(await problemOf(await begin(ticket, idAuxiliar))).toBe('AUXILIARIES.ENROLMENT_REFUSED');
  });

  it('limits unsigned lease requests from one network, but renews the leases of enrolled phones', async () => {
    const { idAuxiliar } = await register(31);
    const ticket = await ticketOf('auxiliar31@correo.example');
    const enrolment = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
    const device = newDeviceKey();
    await put(ticket, enrolment.enrolmentId, await containerOf(device, enrolment.challenge));
    const impostor = { ...newDeviceKey(), deviceId: device.deviceId };
    // The preceding tests also sent such requests.
    context.clock.advance(60_000);
    for (let tries = 0; tries < 60; tries += 1) {
      expect(await problemOf(await renew(leaseRequest(impostor)))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');
    }
    expect((await renew(leaseRequest(impostor))).status).toBe(429);
    expect((await renew(leaseRequest(device))).status).toBe(200);
    const [wrongClock, serverTime] = ['2026-01-01T00:00:00.000Z', context.clock.now().toISOString()];
    expect(await (await renew(leaseRequest(device, { at: wrongClock }))).json()).toMatchObject({ serverTime });
    context.clock.advance(60_000);
    expect(await problemOf(await renew(leaseRequest(impostor)))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');
  });

  it('issues no right to capture while the period is inactive, regardless of what the app supports (decision 8)', async () => {
    const { idAuxiliar } = await register(6);
    const ticket = await ticketOf('auxiliar6@correo.example');
    const leaseOf = async (answer: Response) => {
      const { lease } = (await answer.json()) as { lease: string };
      return leaseSchema.parse(await context.module.get(Signing).verify('lease', lease));
    };
    const understands = ['period-status'];
    const device = newDeviceKey();
    await scene.changePeriod({ active: false });
    try {
      const enrolment = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
      const first = await leaseOf(
        await put(ticket, enrolment.enrolmentId, await containerOf(device, enrolment.challenge)),
      );
      expect(first.capture).not.toHaveProperty('active');
      expect(isInTime(first.expiresAt, context.clock.now())).toBe(false);
      expect(await problemOf(await renew(leaseRequest(device)))).toBe('AUXILIARIES.PERIOD_INACTIVE');
      const stopped = await leaseOf(await renew(leaseRequest(device, { understands })));
      expect(stopped.capture.active).toBe(false);
    } finally {
      await scene.changePeriod({ active: true });
    }
    const running = await leaseOf(await renew(leaseRequest(device, { understands })));
    expect(running.capture.active).toBe(true);
    expect((await leaseOf(await renew(leaseRequest(device)))).capture).not.toHaveProperty('active');
  });

  it('rejects another e-mail, a second account, a wrong id and a missing ticket (§7.3, decision 23)', async () => {
    const { idAuxiliar } = await register(4);
    const refused = async (ticket: string, id = idAuxiliar) => {
      expect(await problemOf(await begin(ticket, id))).toBe('AUXILIARIES.ENROLMENT_REFUSED');
    };
    await refused(await ticketOf('otra@correo.example'));
    await refused(await ticketOf('auxiliar4@correo.example'), 'AUX-NADIE');
    expect((await begin(await ticketOf('auxiliar4@correo.example', 'first'), idAuxiliar)).status).toBe(201);
    await refused(await ticketOf('auxiliar4@correo.example', 'second'));
    expect((await begin('nothing', idAuxiliar)).status).toBe(401);
  });

  it('rejects a container that is altered, truncated, signed with another key or sent with another account (decision 24)', async () => {
    const { idAuxiliar } = await register(5);
    const ticket = await ticketOf('auxiliar5@correo.example');
    const enrolment = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
    const good = await containerOf(newDeviceKey(), enrolment.challenge);
    const altered = Uint8Array.from(good);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    const sent = async (body: Uint8Array) => problemOf(await put(ticket, enrolment.enrolmentId, body));
    expect(await sent(altered)).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    expect(await sent(good.subarray(0, -10))).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    expect(await sent(randomBytes(300))).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    const attacker = { ...newDeviceKey(), jwk: newDeviceKey().jwk };
    expect(await sent(await containerOf(attacker, enrolment.challenge))).toBe('AUXILIARIES.PROOF_INVALID');
    expect(await sent(await containerOf(newDeviceKey(), 'x'.repeat(43)))).toBe('AUXILIARIES.PROOF_INVALID');
    const ticketOfAnother = await ticketOf('auxiliar3@correo.example');
    expect(await problemOf(await put(ticketOfAnother, enrolment.enrolmentId, good))).toBe(
      'AUXILIARIES.ENROLMENT_OTHER_ACCOUNT',
    );
    context.clock.advance(29 * 60_000);
    const late = await ticketOf('auxiliar5@correo.example');
    context.clock.advance(61_000);
    expect(await problemOf(await put(late, enrolment.enrolmentId, good))).toBe('AUXILIARIES.ENROLMENT_EXPIRED');
  });

  it('publishes its keys signed by the root key (decision 22)', async () => {
    const jws = await (await fetch(`${base}/api/v1/keys`)).text();
    const signing = context.module.get(Signing);
    const keys = keySetSchema.parse(await signing.verify('root', jws));
    expect(keys.intake).toMatchObject({ kid: (await signing.publicJwk('intake')).kid });
    const root = (await (await fetch(`${base}/app/root.jwk.json`)).json()) as PublicJwk;
    expect(root).toMatchObject({ kty: 'EC', crv: 'P-256' });
    expect(root).not.toHaveProperty('d');
  });
});
