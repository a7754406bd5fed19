import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../support/app.js';
import { AssignWorkload, UNDO_MS } from '../../src/contexts/control-desk/index.js';
import { CloseProcess, GetClosingState } from '../../src/contexts/results/index.js';
import {
  activeOfficial,
  ANA,
  confirmedAspirant,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAuxiliary,
  registerTestedKey,
  sealSupport,
  sendSupport,
  type WorldDevice,
  type WorldSupport,
} from '../../src/demonstration/world/index.js';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { generateP256KeyPair, generateRsaKeyPair, signP256 } from '../../src/kernel/crypto/key-pair.js';
import { jwkThumbprint } from '../../src/kernel/crypto/jwk-thumbprint.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { Signing, type PublicJwk } from '../../src/kernel/crypto/signing.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { BlobStore } from '../../src/kernel/storage/blob-store.js';
import { Scrub } from '../../src/kernel/storage/scrub.js';
import { composeFolio, encodeContainer, parseHeader, parseManifest, splitParts, type Container } from '#electoral/wire';
import { BackOfficeScene } from '../support/back-office-scene.js';
import { drain } from '../support/drain.js';
import { giveVerdict } from '../support/verdicts.js';

const system = systemActor('spec');
const RECEIVED = '15/01/2027 12:00:00';
const MOVED = '16/12/2026 12:00:00';

let scene: BackOfficeScene;
let dispatcher: Dispatcher;
let processId: string;
let aspirantId: string;
let device: WorldDevice;
let support: WorldSupport;
let original: Stored;

interface Stored {
  readonly id: string;
  readonly folio: string;
  readonly receivedAt: string;
  readonly size: string;
  readonly key: string;
  readonly sha256: Buffer;
  readonly receipt: string;
  readonly jwk: PublicJwk;
  readonly thumbprint: Buffer;
}

/** Runs SQL as a database superuser, who can bypass the commands and triggers. */
const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(scene.app).execute<Row[]>(text, params);
const derfe = (): Actor => ({ ...systemActor('derfe'), kind: 'official', scope: { entidad: '*' } });

async function putContainer(container: Uint8Array): Promise<void> {
  const { size, sha256: digest } = await scene.app.get(BlobStore).put(original.key, once(container));
  await sql('update intake.support set blob_sha256 = ?, size = ? where id = ?', [digest, size, original.id]);
}

/** Parses the original container into its header and parts. */
function containerOf({ container }: WorldSupport): Container {
  const header = parseHeader(container);
  const sizes = parseManifest(header.manifest)?.parts.map(({ size }) => size) ?? [];
  return { ...header, parts: splitParts(container, header.length, sizes) };
}

/**
 * Signs the original manifest with a new key, which replaces the one in the row of the device.
 * @returns the new public key.
 */
async function signAgain(): Promise<PublicJwk> {
  const keys = await generateP256KeyPair();
  const container = containerOf(support);
  await putContainer(encodeContainer({ ...container, signature: signP256(keys, container.manifest) }));
  const { x, y } = keys.publicJwk;
  await sql('update devices.device set public_jwk = ?, key_thumbprint = ? where id = ?', [
    JSON.stringify(keys.publicJwk),
    sha256(`${x}.${y}`),
    device.deviceId,
  ]);
  return keys.publicJwk;
}

async function rewriteEnrolment(keyThumbprint: string): Promise<void> {
  await sql('alter table kernel.audit_entry disable trigger user');
  await sql(`update kernel.audit_entry set details = details || ? where action = 'devices.enrol-device'`, [
    JSON.stringify({ keyThumbprint }),
  ]);
  await sql('alter table kernel.audit_entry enable trigger user');
}

async function restore(): Promise<void> {
  await rewriteEnrolment(jwkThumbprint(original.jwk));
  await putContainer(support.container);
  await sql('update intake.support set received_at = ?, size = ?, receipt = ?, aspirant_id = ? where id = ?', [
    original.receivedAt,
    original.size,
    original.receipt,
    aspirantId,
    original.id,
  ]);
  await sql('update verification.support set received_at = ?, aspirant_id = ? where id = ?', [
    original.receivedAt,
    aspirantId,
    original.id,
  ]);
  await sql('update devices.device set public_jwk = ?, key_thumbprint = ? where id = ?', [
    JSON.stringify(original.jwk),
    original.thumbprint,
    device.deviceId,
  ]);
}

const close = () => dispatcher.run(derfe(), new CloseProcess({ processId }));
const scrub = () => scene.app.get(Scrub).run();
async function receiptPage(): Promise<string> {
  const query = new URLSearchParams({ folio: support.folio, codigo: support.integrityCode });
  const answer = await scene.get(`/recibo?${query.toString()}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  const { app, base, clock } = scene;
  dispatcher = app.get(Dispatcher);
  await loadRoll(app.get(AppConfig).ownerDatabaseUrl, [ANA]);
  const contest = await newContest(dispatcher, system);
  ({ processId } = contest);
  await registerTestedKey(dispatcher, system, processId, await generateRsaKeyPair());
  await openPeriod(dispatcher, system, contest);
  ({ aspirantId } = await confirmedAspirant(dispatcher, system, contest.officeId));
  const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
  clock.set('2027-01-15T18:00:00Z');
  device = await enrolDevice(app, system, { ...contest, ...auxiliary });
  support = await sealSupport(app, device, { number: 1 });
  expect((await sendSupport(base, support)).status).toBe(201);
  await drain(app);
  [original] = (await sql<Stored>(
    `select support.id, folio, received_at as "receivedAt", size, support.blob_key as key, blob_sha256 as sha256, receipt,
       public_jwk as jwk, key_thumbprint as thumbprint
     from intake.support support join devices.device device on device.id = device_id`,
  )) as [Stored];
  const reviewerId = await activeOfficial(dispatcher, system, clock.now());
  await dispatcher.run(derfe(), new AssignWorkload({ processId, reviewerId, count: 9 }));
  const reviewer: Actor = { ...systemActor(reviewerId), kind: 'official', scope: { entidad: '22' } };
  await giveVerdict(dispatcher, reviewer, { supportId: original.id, verdict: 'sin-inconsistencia' });
  clock.advance(UNDO_MS);
  await drain(app);
  clock.set('2027-02-11T06:01:00Z');
}, 120_000);
afterAll(() => scene.close());

interface Falsification {
  readonly name: string;
  readonly falsify: () => Promise<unknown>;
  /** The text that the receipt page shows. */
  readonly message: string;
  readonly finding: string;
}

const FALSIFICATIONS: readonly Falsification[] = [
  {
    name: 'whose row has a time of receipt 30 days too early',
    falsify: async () => {
      for (const table of ['intake.support', 'verification.support']) {
        await sql(`update ${table} set received_at = received_at - interval '30 days' where id = ?`, [original.id]);
      }
    },
    message: 'Los datos anotados en el sistema no son los del acuse o los del archivo',
    finding: 'row.receivedAt',
  },
  {
    name: 'whose row names another aspirant',
    falsify: async () => {
      for (const table of ['intake.support', 'verification.support']) {
        await sql(`update ${table} set aspirant_id = ? where id = ?`, [device.deviceId, original.id]);
      }
    },
    message: 'Los datos anotados en el sistema no son los del acuse o los del archivo',
    finding: 'row.aspirantId',
  },
  {
    name: 'whose container was replaced, with its digest in the row',
    falsify: async () => {
      const other = await sealSupport(scene.app, device, { number: 2 });
      await putContainer(other.container);
    },
    message: 'El archivo guardado falta o no es el que se recibió',
    finding: 'container.integrityCode',
  },
  {
    name: 'whose parts were replaced, with the digest of the new container in the row',
    falsify: () => {
      const { parts, ...rest } = containerOf(support);
      return putContainer(encodeContainer({ ...rest, parts: parts.map((part) => Buffer.from(part).reverse()) }));
    },
    message: 'El archivo guardado falta o no es el que se recibió',
    finding: 'container.content',
  },
  {
    name: 'that was signed again with another key, with that key and the new digests in the rows',
    falsify: async () => {
      await signAgain();
    },
    message: 'No se pudo comprobar que lo firmó el teléfono que se registró',
    finding: 'device.key',
  },
  {
    name: 'that was signed again with another key, with that key also in the audit entry of the enrolment',
    falsify: async () => {
      await rewriteEnrolment(jwkThumbprint(await signAgain()));
    },
    message: 'No se pudo comprobar que lo firmó el teléfono que se registró',
    finding: 'device.not-anchored',
  },
];

describe.each(FALSIFICATIONS)('a record $name (decision 49)', ({ falsify, message, finding }) => {
  beforeAll(falsify);
  afterAll(restore);

  it('is not confirmed by the receipt page, which states what differs and shows only the signed date', async () => {
    const page = await receiptPage();
    expect(page).not.toContain('Recibido y sin alteraciones');
    expect(page).not.toContain(MOVED);
    expect(page).toContain(message);
    expect(page).toContain(RECEIVED);
  });

  it('is found by the scrub, which reports what differs', async () => {
    const { damaged } = await scrub();
    expect(damaged.filter((key) => key.startsWith('supports/'))).toEqual([original.key]);
    const found = await sql<{ findings: string[] }>(
      'select findings from kernel.blob_damage where key = ? and mended_at is null',
      [original.key],
    );
    expect(found).toEqual([{ findings: expect.arrayContaining([finding]) as unknown }]);
  });

  it('is then listed by the closing figures as blocking the close', async () => {
    const { blockers } = await dispatcher.ask(derfe(), new GetClosingState({ processId }));
    expect(blockers.join()).toContain(`no están como se recibieron; entre ellos: ${support.folio}`);
  });

  it('stops the close, so that nothing is delivered', async () => {
    await expect(close()).rejects.toMatchObject({
      code: 'RESULTS.RECORDS_ALTERED',
      params: { altered: 1, folios: support.folio },
    });
    expect(await sql('select from results.delivery where process_id = ?', [processId])).toEqual([]);
  });
});

describe('a record whose stored receipt was swapped (decision 49)', () => {
  afterAll(restore);

  it('is not shown with the date of the other receipt', async () => {
    const receipt = await scene.app.get(Signing).sign('receipt', {
      ...{ version: 1, kind: 'receipt', folio: composeFolio(device.prefix, 3), size: 1 },
      receivedAt: '2026-12-16T18:00:00.000Z',
      integrityCode: sha256('another').toString('hex'),
    });
    await sql('update intake.support set receipt = ? where folio = ?', [receipt, support.folio]);
    const page = await receiptPage();
    expect(page).toContain('El acuse guardado no es el que se emitió');
    expect(page).not.toContain(MOVED);
    expect(page).not.toContain(RECEIVED);
  });
});

describe('an OPL key that was inserted directly into the database (§13.1)', () => {
  const keyId = randomId();
  afterAll(async () => {
    await sql('delete from processes.opl_key_test where key_id = ?', [keyId]);
    await sql('delete from processes.opl_public_key where id = ?', [keyId]);
  });

  it('stops the close, as the closing figures predict', async () => {
    const { publicJwk } = await generateRsaKeyPair();
    await sql(
      `insert into processes.opl_public_key (id, process_id, thumbprint, jwk, late, actor_id, registered_at)
       values (?, ?, 'x', ?::jsonb, false, 'opl', now())`,
      [keyId, processId, JSON.stringify(publicJwk)],
    );
    await sql(`insert into processes.opl_key_test (key_id, actor_id, tested_at) values (?, 'opl', now())`, [keyId]);
    await expect(close()).rejects.toMatchObject({ code: 'RESULTS.KEY_ALTERED' });
    const { blockers } = await dispatcher.ask(derfe(), new GetClosingState({ processId }));
    expect(blockers.join()).toContain('no es la que el OPL registró y comprobó');
  });
});

describe('the record as it was received', () => {
  it('is confirmed by the page, which states what it proves and what it does not', async () => {
    const page = await receiptPage();
    for (const text of [
      'Recibido y sin alteraciones',
      RECEIVED,
      'Qué se comprobó en este momento',
      'Qué no dice esta página',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('is no longer listed by the scrub, and is delivered', async () => {
    expect((await scrub()).damaged).toEqual([]);
    expect((await dispatcher.ask(derfe(), new GetClosingState({ processId }))).blockers).toEqual([]);
    expect(await close()).toMatchObject({ records: 1 });
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
