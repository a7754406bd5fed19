import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import sharp from 'sharp';
import { devicePeriodSchema, type DevicePeriod } from '#electoral/wire';
import { asOwner, waitForBlockedSession } from '../../../test/support/app.js';
import { enrolmentPictures, type EnrolmentPicture } from '../../../test/support/enrolment-pictures.js';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../test/support/portal-scene.js';
import { SimulatedDevice } from '../../load/device/simulated-device.js';
import { subjectOf } from '../../demonstration/oauth-provider/index.js';
import type { Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { DEFAULT_POLICY, type EnrolmentPolicy } from './domain/enrolment-policy.js';
import { ENROLMENT_PARTS } from './unseal/enrolment-opener.js';
import { DischargeAuxiliary, GetAuxiliary } from '../auxiliaries/index.js';
import {
  AcceptDevice,
  GetDevice,
  GetDeviceReview,
  GetEnrolmentImage,
  ListDevicesToReview,
  ReinstateDevice,
  RevealEnrolment,
  SetEnrolmentPolicy,
  SuspendDevice,
} from './index.js';
import { showWatermarked, SignInTickets } from '../accounts/index.js';
import { seenDevice } from '../../../test/support/seen-device.js';

const PERMISSIONS = ['auxiliaries.read', 'devices.review', 'devices.set-policy', 'auxiliaries.discharge'];
const official = (entidad = '22'): Actor => ({
  kind: 'official',
  id: '00000000-0000-4000-8000-0000000000aa',
  label: 'opl-administrator',
  permissions: new Set(PERMISSIONS),
  scope: { entidad },
});
const opl = official();
const system = { ...opl, kind: 'system', permissions: new Set(['*']), scope: { '*': '*' } };

let scene: PortalScene;
let maria: PortalClient;
let other: PortalClient;
let dispatcher: Dispatcher;
let idProceso: string;
let images: EnrolmentPicture[];

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  maria = await PortalClient.signIn(scene, MARIA.email);
  other = await PortalClient.signIn(scene, OTHER.email);
  images = await enrolmentPictures();
  [{ idProceso }] = (await rows(`select id_proceso as "idProceso" from processes.process`)) as [{ idProceso: string }];
});
afterAll(() => scene.close());
beforeEach(() => rule({}));

function rows(sql: string, params: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  return asOwner(scene.context.module).execute(sql, [...params] as never[]);
}
const rule = (change: Partial<EnrolmentPolicy>) =>
  dispatcher.run(opl, new SetEnrolmentPolicy({ ...DEFAULT_POLICY, ...change, entidad: '22', reason: 'Acuerdo' }));

const seen = (deviceId: string) => seenDevice(scene.context.module, deviceId);
const suspend = async (deviceId: string, reason = 'Queja por escrito de un ciudadano') =>
  dispatcher.run(opl, new SuspendDevice({ ...(await seen(deviceId)), reason }));
const reinstate = async (deviceId: string) =>
  dispatcher.run(opl, new ReinstateDevice({ ...(await seen(deviceId)), reason: 'La queja no procedió' }));

/** The same pictures with the part names of a support. */
const supportParts = () => images.map((part) => (part.name === 'selfie' ? { ...part, name: 'fotografia-viva' } : part));

interface EnrolledPhone {
  readonly device: SimulatedDevice;
  readonly deviceId: string;
  readonly auxiliaryId: string;
}

/** Fields of the card; `own` are those of the person. */
type CardFields = Record<string, string> | 'own';

/** Registers the nth citizen and enrols their phone with the given card fields. */
async function registerAndEnrol(nth: number, read: CardFields = 'own', by = maria): Promise<EnrolledPhone> {
  const email = `auxiliar${String(nth)}${by === maria ? '' : 'o'}@correo.example`;
  const auxiliaryId = (await by.addAuxiliary(nth, email)).split('/').at(-1) ?? '';
  return enrol(nth, auxiliaryId, email, read);
}
async function enrol(
  nth: number,
  auxiliaryId: string,
  email: string,
  read: CardFields = 'own',
): Promise<EnrolledPhone> {
  const [{ id }] = (await rows(`select id_auxiliar as id from auxiliaries.auxiliary where id = ?`, [auxiliaryId])) as [
    { id: string },
  ];
  const identity = { provider: 'google', subject: subjectOf('google', email), email } as const;
  const { ticket } = await scene.context.module.get(SignInTickets).issue(identity);
  const { claveElector = '', fechaNacimiento = '' } = scene.citizens[nth] ?? {};
  const own = { claveElector, fechaNacimiento, vigencia: '2031' };
  const device = await SimulatedDevice.enrol(scene.base, scene.context.clock, {
    ticket,
    idProceso,
    idAuxiliar: id,
    parts: images,
    fieldsRead: read === 'own' ? own : read,
  });
  await scene.drain();
  return { device, deviceId: device.lease.deviceId, auxiliaryId };
}
const statusOf = async (deviceId: string) => (await dispatcher.ask(system, new GetDevice({ deviceId }))).status;
const reviewOf = (deviceId: string, who = opl) => dispatcher.ask(who, new GetDeviceReview({ deviceId }));
const findingsOf = async (deviceId: string) => (await reviewOf(deviceId)).findings;

const flagsOf = async (folio: string) =>
  (await rows(`select flags from intake.support where folio = ?`, [folio])).map(({ flags }) => flags as string[])[0];
const captureWith = (device: SimulatedDevice) =>
  device.capture({ credentialType: 'E', parts: supportParts(), fieldsRead: {}, fieldsTyped: {} });
/** What the server states to the app of this device about its period. */
async function periodShownIn(deviceId: string, more = {}): Promise<DevicePeriod> {
  const query = new URLSearchParams({ nonce: 'n'.repeat(16), version: '1.0.0', understands: 'review', ...more });
  const jws = await (await fetch(`${scene.base}/api/v1/devices/${deviceId}/period?${query.toString()}`)).text();
  return devicePeriodSchema.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()));
}
const reviewShownIn = async (deviceId: string) => (await periodShownIn(deviceId)).review;
const reasonsShownIn = async (deviceId: string) => (await periodShownIn(deviceId, { reasons: 'true' })).reviewReasons;
const grey = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).grayscale().raw().toBuffer();

describe('the review of enrolled devices (§7.3–7.4, decision 24)', () => {
  it('is not needed if card and images match the registration', async () => {
    const { deviceId } = await registerAndEnrol(0);
    expect(await statusOf(deviceId)).toBe('active');
    expect(await findingsOf(deviceId)).toEqual([]);
  });

  it.each([
    ['another clave de elector', { claveElector: 'XXXXXX80010122H100' }, 'clave-differs'],
    ['another birth date', { fechaNacimiento: '1980-01-02' }, 'birth-differs'],
    ['another name', { paterno: 'OTRO APELLIDO' }, 'name-differs'],
    ['a card that expired the year before', { vigencia: '2026' }, 'card-expired'],
  ])('is pending after %s, while the device can already capture', async (what, read, finding) => {
    const nth = ['another clave de elector', 'another birth date', 'another name'].indexOf(what) + 1 || 4;
    const { deviceId, device, auxiliaryId } = await registerAndEnrol(nth, read);
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['por-revisar', [finding]]);
    // The auxiliary sees what they can resolve, but not which field differs; older apps reject the member.
    expect(await reasonsShownIn(deviceId)).toEqual([finding === 'card-expired' ? finding : 'card-differs']);
    expect(await periodShownIn(deviceId)).not.toHaveProperty('reviewReasons');
    await expect(device.renewLease()).resolves.toBeDefined();
    expect(await maria.auxiliaryRow(auxiliaryId)).toContain(
      'Puede captar; el OPL revisa su dispositivo Faltan las dos 1 1 por revisar',
    );
    expect(await maria.page(`/portal/auxiliares/${auxiliaryId}`)).toContain('se procesa como los demás apoyos');
  });

  it('is not needed if the card could not be read; the failed reading is only shown', async () => {
    const { deviceId } = await registerAndEnrol(5, {});
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['active', ['not-read']]);
    expect(await reviewOf(deviceId)).toMatchObject({ read: null, reading: 'nothing' });
  });

  it('is pending if an image has poor quality', async () => {
    const good = images;
    const grey = await sharp({ create: { width: 800, height: 500, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    images = good.map((part) => (part.name === 'anverso' ? { ...part, bytes: grey } : part));
    const { deviceId } = await registerAndEnrol(6);
    images = good;
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['por-revisar', ['image-poor']]);
  });

  it('blocks a device with a mismatch if the OPL requires it; until the check, its lease is short', async () => {
    await rule({ onMismatch: 'block' });
    const { deviceId, device } = await registerAndEnrol(7, { fechaNacimiento: '1980-01-02' });
    const { issuedAt, expiresAt } = device.lease;
    expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(2 * 3_600_000);
    expect(await statusOf(deviceId)).toBe('suspended');
    await expect(device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_SUSPENDED' });
    await reinstate(deviceId);
    const { issuedAt: at, expiresAt: until } = await device.renewLease();
    expect(Date.parse(until) - Date.parse(at)).toBe(72 * 3_600_000);
  });

  it('has a queue for the OPL, and audits every access to card and images', async () => {
    const { deviceId, auxiliaryId } = await registerAndEnrol(8, { claveElector: 'XXXXXX80010122H100' });
    const queue = await dispatcher.ask(opl, new ListDevicesToReview({}));
    expect(queue.rows.map(({ id }) => id)).toContain(deviceId);
    expect(queue.waiting).toBe(queue.rows.length);
    const review = await reviewOf(deviceId);
    const own = scene.citizens[8];
    expect(review).toMatchObject({ auxiliaryId, reading: 'read', attested: false });
    const masked = JSON.stringify([review.registered, review.read]);
    for (const value of [own?.claveElector, own?.fechaNacimiento, own?.nombre, 'XXXXXX80010122H100']) {
      expect(masked).not.toContain(value);
    }
    expect(await dispatcher.ask(opl, new RevealEnrolment({ deviceId, reason: 'queja' }))).toMatchObject({
      registered: { claveElector: own?.claveElector },
      read: { claveElector: 'XXXXXX80010122H100' },
    });
    const noReason = dispatcher.ask(opl, new RevealEnrolment({ deviceId, reason: 'porque sí' as 'queja' }));
    await expect(noReason).rejects.toMatchObject({ code: 'KERNEL.INPUT_INVALID', field: 'reason' });
    expect(review.statusChanges.map(({ to, by }) => [to, by])).toEqual([
      ['active', 'anonymous'],
      ['por-revisar', 'system'],
    ]);
    for (const part of ENROLMENT_PARTS) {
      const image = await showWatermarked(opl.id, () => dispatcher.ask(opl, new GetEnrolmentImage({ deviceId, part })));
      const original = images.find(({ name }) => name === part)?.bytes ?? Buffer.alloc(0);
      const [shown, unmarked] = [await grey(image.bytes), await grey(original)];
      expect([shown.length, shown.equals(unmarked)]).toEqual([unmarked.length, false]);
    }
    const reads = await rows(
      `select action, details ->> 'revealedFor' as reason from kernel.audit_entry
       where subject_id = ? and outcome = 'read' order by id`,
      [deviceId],
    );
    expect(reads).toEqual([
      { action: 'devices.get-device-review', reason: null },
      { action: 'devices.reveal-enrolment', reason: 'queja' },
      ...ENROLMENT_PARTS.map(() => ({ action: 'devices.get-enrolment-image', reason: null })),
    ]);

    const stranger = official('14');
    for (const rejected of [
      () => reviewOf(deviceId, stranger),
      () => dispatcher.ask(stranger, new RevealEnrolment({ deviceId, reason: 'queja' })),
      () => dispatcher.ask(stranger, new GetEnrolmentImage({ deviceId, part: 'anverso' })),
      async () => dispatcher.run(stranger, new AcceptDevice(await seen(deviceId))),
    ]) {
      await expect(rejected()).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    }
    expect((await dispatcher.ask(stranger, new ListDevicesToReview({}))).rows).toEqual([]);
  });

  it('ends with acceptance, suspension or reinstatement; another device does not bypass a suspension', async () => {
    const { deviceId, auxiliaryId, device } = await registerAndEnrol(9, { fechaNacimiento: '1980-01-02' });
    const accept = async (reason?: string) =>
      dispatcher.run(opl, new AcceptDevice({ ...(await seen(deviceId)), reason }));
    await expect(accept()).rejects.toMatchObject({ code: 'KERNEL.FIELD_TOO_SHORT', field: 'reason' });
    expect(await reviewShownIn(deviceId)).toBe('por-revisar');
    await accept('Se cotejó con el acta de nacimiento');
    expect(await reviewShownIn(deviceId)).toBeUndefined();
    await expect(accept('Se cotejó otra vez')).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_NOT_IN_STATE' });
    await expect(suspend(deviceId, 'corta')).rejects.toMatchObject({
      code: 'KERNEL.FIELD_TOO_SHORT',
    });
    await suspend(deviceId);
    await expect(device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_SUSPENDED' });
    expect(await maria.auxiliaryRow(auxiliaryId)).toContain('No puede captar: dispositivo suspendido Faltan las dos 0');
    await expect(enrol(9, auxiliaryId, 'auxiliar9@correo.example')).rejects.toMatchObject({
      code: 'AUXILIARIES.SUSPENDED',
    });
    await reinstate(deviceId);
    await expect(device.renewLease()).resolves.toBeDefined();
    const { statusChanges: moves } = await reviewOf(deviceId);
    expect(moves.map(({ to, reason }) => [to, reason])).toEqual([
      ['active', null],
      ['por-revisar', 'birth-differs'],
      ['active', 'Se cotejó con el acta de nacimiento'],
      ['suspended', 'Queja por escrito de un ciudadano'],
      ['active', 'La queja no procedió'],
    ]);
  });
});

describe('a decision of the OPL on a device', () => {
  it('waits for an enrolment without a deadlock; the second of two concurrent ones is refused, with an error that shows the first', async () => {
    const { deviceId, auxiliaryId } = await registerAndEnrol(18);
    const enrolment = new pg.Client(scene.context.config.ownerDatabaseUrl);
    await enrolment.connect();
    await enrolment.query('begin');
    await enrolment.query('select from auxiliaries.auxiliary where id = $1 for update', [auxiliaryId]);
    const suspended = suspend(deviceId);
    await waitForBlockedSession(scene.context, 'transactionid');
    await enrolment.query('select from devices.device where id = $1 for update nowait', [deviceId]);
    await enrolment.query('commit');
    await enrolment.end();
    await suspended;
    expect(await statusOf(deviceId)).toBe('suspended');
    const lift = { ...(await seen(deviceId)), reason: 'La queja no procedió' };
    const both = [opl, { ...opl, id: 'job' }].map((by) => dispatcher.run(by, new ReinstateDevice(lift)));
    const refused = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'KERNEL.CHANGED_MEANWHILE', params: { what: 'Activo' } } }]);
  });
});

/** Devices of people with several devices or aspirants; the OPL always sees them (§7.6). */
const several = async (by = opl) =>
  (await dispatcher.ask(by, new ListDevicesToReview({ status: 'several' }))).rows.map(({ id }) => id);

describe('the rules for devices (§7.6, decision 24)', () => {
  it('set how long unsent records are kept; a renewed lease contains this time (decision 7)', async () => {
    const { device } = await registerAndEnrol(16);
    // The first lease contains only members that older apps understand.
    expect(device.lease.capture.unsentKeptDays).toBeUndefined();
    expect((await device.renewLease()).capture.unsentKeptDays).toBe(DEFAULT_POLICY.unsentKeptDays);
    await rule({ unsentKeptDays: 45 });
    expect((await device.renewLease()).capture.unsentKeptDays).toBe(45);
    await expect(rule({ unsentKeptDays: 0 })).rejects.toThrow();
  });

  it('discharge all but the newest device unless the OPL allows more; sealed records can still be sent', async () => {
    const first = await registerAndEnrol(10);
    const sealed = await captureWith(first.device);
    const second = await enrol(10, first.auxiliaryId, 'auxiliar10@correo.example');
    expect([await statusOf(first.deviceId), await statusOf(second.deviceId)]).toEqual(['discharged', 'active']);
    expect(await findingsOf(second.deviceId)).toEqual(['another-device']);
    expect(scene.mailbox.messages.at(-1)?.text).toContain('El teléfono que usaba antes ya no puede captar');
    scene.context.clock.advance(1000);
    const later = await captureWith(first.device);
    for (const support of [sealed, later]) await first.device.send(support);
    expect([await flagsOf(sealed.folio), await flagsOf(later.folio)]).toEqual([[], ['captured-after-replacement']]);
    await scene.drain();
    const path = new RegExp(`/portal/apoyos/[^"]+(?=">${later.folio})`).exec(await maria.page('/portal/apoyos'))?.[0];
    expect(await maria.page(path ?? '')).toContain('Captado con un teléfono ya sustituido: el OPL decide si cuenta');
    await expect(first.device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_REPLACED' });
    expect(await maria.auxiliaryRow(first.auxiliaryId)).toContain('Puede captar apoyos Faltan las dos 1');
    expect(await maria.page(`/portal/auxiliares/${first.auxiliaryId}`)).toContain('Sustituido');

    await rule({ devicesAllowed: 2 });
    const third = await enrol(10, first.auxiliaryId, 'auxiliar10@correo.example');
    expect([await statusOf(second.deviceId), await statusOf(third.deviceId)]).toEqual(['active', 'active']);
    expect(await findingsOf(third.deviceId)).toEqual(['second-device']);
    expect(await several()).toEqual(expect.arrayContaining([second.deviceId, third.deviceId]));
  });

  it('put a person who becomes the auxiliary of a second aspirant under review unless the OPL allows it', async () => {
    await registerAndEnrol(11);
    const again = await registerAndEnrol(11, 'own', other);
    expect(await statusOf(again.deviceId)).toBe('por-revisar');
    expect(await reviewOf(again.deviceId)).toMatchObject({ findings: ['other-aspirant'], otherAspirant: true });
    expect(await reasonsShownIn(again.deviceId)).toBeUndefined();
    await rule({ secondAspirant: true });
    await registerAndEnrol(12);
    const allowed = await registerAndEnrol(12, 'own', other);
    expect(await statusOf(allowed.deviceId)).toBe('active');
    expect(await reviewOf(allowed.deviceId)).toMatchObject({ findings: ['second-aspirant'], otherAspirant: true });
    expect(await several()).toEqual(expect.arrayContaining([again.deviceId, allowed.deviceId]));
    expect(await several(official('14'))).toEqual([]);
  });

  it('deny a lease to an outdated app, but accept its sealed records (decision 30)', async () => {
    const { device } = await registerAndEnrol(15);
    const sealed = await captureWith(device);
    Object.assign(scene.context.config, { appMinimumVersion: '0.10.0' });
    try {
      await expect(device.renewLease('0.9.9')).rejects.toMatchObject({
        code: 'AUXILIARIES.APP_OUTDATED',
        status: 403,
      });
      await expect(device.renewLease('0.10.0')).resolves.toBeDefined();
      await expect(device.send(sealed)).resolves.toMatchObject({ folio: sealed.folio });
    } finally {
      Object.assign(scene.context.config, { appMinimumVersion: undefined });
    }
  });

  it('put a device without platform attestation under review if it exceeds the number that the OPL allows', async () => {
    await rule({ unattestedAllowed: 0 });
    const { deviceId } = await registerAndEnrol(13);
    expect([await statusOf(deviceId), await findingsOf(deviceId)]).toEqual(['por-revisar', ['over-unattested']]);
    expect(await reviewOf(deviceId)).toMatchObject({ attested: false });
  });

  it('discharge the devices of a discharged auxiliary for good, but accept records sealed before (§6.1 A, §10)', async () => {
    const { deviceId, auxiliaryId, device } = await registerAndEnrol(14);
    const capture = () => captureWith(device);
    const before = await capture();
    await dispatcher.run(opl, new DischargeAuxiliary({ auxiliaryId, reason: 'A petición suya' }));
    const atTheSecond = await capture();
    scene.context.clock.advance(1000);
    const after = await capture();
    for (const sealed of [before, atTheSecond, after]) await device.send(sealed);
    expect(await flagsOf(before.folio)).toEqual([]);
    expect(await flagsOf(atTheSecond.folio)).toEqual([]);
    expect(await flagsOf(after.folio)).toEqual(['captured-after-discharge']);
    expect(await statusOf(deviceId)).toBe('discharged');
    await expect(device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_NOT_ACTIVE' });
    await expect(reinstate(deviceId)).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_NOT_IN_STATE' });
  });

  it('keep a device suspended after its auxiliary is discharged, until the OPL reinstates it (§6.1 A, decision 24)', async () => {
    const { deviceId, auxiliaryId, device } = await registerAndEnrol(17);
    const capture = () => captureWith(device);
    const suspended = async () =>
      (await dispatcher.ask(opl, new ListDevicesToReview({ status: 'suspended' }))).rows.map(({ id }) => id);
    const shownToAspirant = async () =>
      (await dispatcher.ask(system, new GetAuxiliary({ auxiliaryId }))).devices.map(({ status }) => status);
    await suspend(deviceId);
    scene.context.clock.advance(5 * 60_000 + 1000);
    const beforeDischarge = await capture();
    await dispatcher.run(opl, new DischargeAuxiliary({ auxiliaryId, reason: 'A petición suya' }));
    scene.context.clock.advance(5 * 60_000 + 1000);
    const afterDischarge = await capture();

    for (const sealed of [beforeDischarge, afterDischarge]) {
      await expect(device.send(sealed)).rejects.toMatchObject({ code: 'INTAKE.DEVICE_SUSPENDED' });
    }
    await expect(device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_SUSPENDED' });
    expect([await statusOf(deviceId), await shownToAspirant()]).toEqual(['suspended', ['suspended']]);
    expect(await suspended()).toContain(deviceId);

    await reinstate(deviceId);
    expect([await statusOf(deviceId), await shownToAspirant()]).toEqual(['discharged', ['discharged']]);
    expect(await suspended()).not.toContain(deviceId);
    await expect(device.renewLease()).rejects.toMatchObject({ code: 'AUXILIARIES.DEVICE_NOT_ACTIVE' });
    for (const sealed of [beforeDischarge, afterDischarge]) await device.send(sealed);
    expect(await flagsOf(beforeDischarge.folio)).toEqual([]);
    expect(await flagsOf(afterDischarge.folio)).toEqual(['captured-after-discharge']);
    const { statusChanges } = await reviewOf(deviceId);
    expect(statusChanges.map(({ to, by }) => [to, by])).toEqual([
      ['active', 'anonymous'],
      ['suspended', 'official'],
      ['discharged', 'aspirant'],
      ['active', 'official'],
    ]);
  });
});
