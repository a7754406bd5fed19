import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../test/support/portal-scene.js';
import { SimulatedDevice, type SealedSupport } from '../../load/device/simulated-device.js';
import { announceSupports } from '../../demonstration/world/index.js';
import { subjectOf } from '../../demonstration/oauth-provider/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { generateP256KeyPair, signJwsP256, type P256KeyPair } from '../../kernel/crypto/key-pair.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ENROLMENT_PARTS, GetDevice } from '../devices/index.js';
import { SignInTickets } from '../accounts/index.js';
import { auxiliaryActor } from './device-actor.js';
import { ListReceipts } from './queries/list-receipts.js';
import { SUPPORT_PARTS } from '#electoral/wire';

let scene: PortalScene;
let dispatcher: Dispatcher;
let idProceso: string;

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  [{ idProceso }] = (await rows(`select id_proceso as "idProceso" from processes.process`)) as [{ idProceso: string }];
});
afterAll(() => scene.close());

const rows = (sql: string, params: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
  asOwner(scene.context.module).execute(sql, [...params] as never[]);
const part = (name: string) => ({ name, mime: 'image/jpeg' as const, bytes: randomBuffer(400) });

/** Registers the nth citizen as an auxiliary, and returns a function that enrols another phone of theirs. */
async function auxiliary(nth: number, of: string): Promise<(keys?: P256KeyPair) => Promise<SimulatedDevice>> {
  const email = `${of === MARIA.email ? 'de-maria' : 'de-otra'}${String(nth)}@correo.example`;
  const page = await (await PortalClient.signIn(scene, of)).addAuxiliary(nth, email);
  const [row] = await rows(`select id_auxiliar as id from auxiliaries.auxiliary where id = ?`, [
    page.split('/').at(-1),
  ]);
  const identity = { provider: 'google', subject: subjectOf('google', email), email } as const;
  return async (keys) => {
    const { ticket } = await scene.context.module.get(SignInTickets).issue(identity);
    const parts = ENROLMENT_PARTS.map(part);
    const idAuxiliar = String(row?.['id']);
    const enrolment = { ticket, idProceso, idAuxiliar, parts, ...(keys && { keys }) };
    return SimulatedDevice.enrol(scene.base, scene.context.clock, enrolment);
  };
}

const CAPTURE = { credentialType: 'E', parts: SUPPORT_PARTS.map(part), fieldsRead: {}, fieldsTyped: {} };

async function sent(device: SimulatedDevice, count: number): Promise<SealedSupport[]> {
  const supports: SealedSupport[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const sealed = await device.capture(CAPTURE);
    await device.send(sealed);
    supports.push(sealed);
  }
  return supports;
}
const codes = (supports: readonly { folio: string; integrityCode: string }[]): string[] =>
  supports.map(({ folio, integrityCode }) => `${folio} ${integrityCode}`).sort();
const ask = (body: string) =>
  fetch(`${scene.base}/api/v1/receipts`, { method: 'POST', headers: { 'content-type': 'application/jose' }, body });

describe('the lease of a device (decision 5)', () => {
  it('contains the counter after the highest one that was received or announced', async () => {
    const enrol = await auxiliary(5, MARIA.email);
    const device = await enrol();
    const next = async () => (await device.renewLease()).nextCounter;
    expect(await next()).toBeUndefined();
    await sent(device, 2);
    expect(await next()).toBe(2);
    const [skipped, announced] = [await device.capture(CAPTURE), await device.capture(CAPTURE)];
    await announceSupports(scene.base, [announced]);
    expect(await next()).toBe(4);
    await device.send(skipped);
    expect(await next()).toBe(4);
    expect((await (await enrol()).renewLease()).nextCounter).toBeUndefined();
  });
});

describe('receipts after a reinstall (§8.13)', () => {
  it('are returned to every phone of the same auxiliary, and to no other auxiliary', async () => {
    const enrol = await auxiliary(0, MARIA.email);
    const lost = await enrol();
    const before = await sent(lost, 3);
    const fresh = await enrol();
    const after = await sent(fresh, 2);
    expect(codes(await fresh.receipts())).toEqual(codes([...before, ...after]));
    expect(codes(await lost.receipts())).toEqual(codes([...before, ...after]));

    // The same person as auxiliary of another aspirant, and another auxiliary of the same aspirant.
    expect(await (await (await auxiliary(0, OTHER.email))()).receipts()).toEqual([]);
    const stranger = await (await auxiliary(1, MARIA.email))();
    expect(await stranger.receipts()).toEqual([]);

    const device = await dispatcher.ask(systemActor('spec'), new GetDevice({ deviceId: stranger.lease.deviceId }));
    const theirs = new ListReceipts({ auxiliaryId: fresh.lease.auxiliary.id });
    expect(await dispatcher.ask(auxiliaryActor(device), theirs)).toEqual({ receipts: [], announced: [] });
  });

  it('are followed by the folios that the auxiliary announced and that are still missing', async () => {
    const lost = await (await auxiliary(4, MARIA.email))();
    const [received] = await sent(lost, 1);
    const supports = [await lost.capture(CAPTURE), await lost.capture(CAPTURE)];
    expect((await announceSupports(scene.base, [...supports, ...(received ? [received] : [])])).status).toBe(200);
    const { auxiliaryId } = { auxiliaryId: lost.lease.auxiliary.id };
    const announced = async (after?: string) =>
      (await dispatcher.ask(systemActor('spec'), new ListReceipts({ auxiliaryId, after, limit: 1 }))).announced;
    expect(await announced()).toEqual(supports.map(({ folio }) => folio));
    await lost.send(supports[0] as SealedSupport);
    expect(await announced()).toBeUndefined();
    expect(await announced(received?.folio)).toEqual([supports[1]?.folio]);
  });

  it('are paginated without duplicates or gaps', async () => {
    const device = await (await auxiliary(2, MARIA.email))();
    const supports = await sent(device, 5);
    const { auxiliaryId } = { auxiliaryId: device.lease.auxiliary.id };
    const pages: number[] = [];
    let after: string | undefined;
    const receipts: string[] = [];
    do {
      const page = await dispatcher.ask(systemActor('spec'), new ListReceipts({ auxiliaryId, after, limit: 2 }));
      pages.push(page.receipts.length);
      receipts.push(...page.receipts);
      after = page.next;
    } while (after !== undefined);
    expect(pages).toEqual([2, 2, 1]);
    expect(new Set(receipts).size).toBe(supports.length);
  });

  it('require a recent request for receipts, signed by an enrolled device', async () => {
    const keys = await generateP256KeyPair();
    const device = await (await auxiliary(3, MARIA.email))(keys);
    const { deviceId } = device.lease;
    const impostor = await generateP256KeyPair();
    const at = scene.context.clock.now().toISOString();
    const refused = async (body: string): Promise<string> => {
      const answer = await ask(body);
      expect(answer.ok).toBe(false);
      return ((await answer.json()) as { code: string }).code;
    };
    const signed = (request: object) => signJwsP256(impostor, request);
    expect(await refused(signed({ kind: 'receipts', deviceId, at }))).toBe('INTAKE.REQUEST_INVALID');
    expect(await refused(signed({ kind: 'receipts', deviceId: crypto.randomUUID(), at }))).toBe(
      'INTAKE.DEVICE_UNKNOWN',
    );
    expect(await refused(signed({ deviceId, at, nonce: 'x'.repeat(20), appVersion: '1' }))).toBe(
      'INTAKE.REQUEST_INVALID',
    );
    expect(await refused('nothing')).toBe('INTAKE.REQUEST_INVALID');
    expect(await refused('x'.repeat(10_000))).toBe('INTAKE.REQUEST_INVALID');
    const request = signJwsP256(keys, { kind: 'receipts', deviceId, at });
    expect((await ask(request)).status).toBe(200);
    scene.context.clock.advance(61 * 60_000);
    expect(await refused(request)).toBe('INTAKE.REQUEST_INVALID');
  });
});
