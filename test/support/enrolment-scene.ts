import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { canonicalManifest, encodeContainer } from '#electoral/wire';
import { SignInTickets } from '../../src/contexts/accounts/index.js';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { RegisterAuxiliary } from '../../src/contexts/auxiliaries/index.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { loadRollCut, openRollFile } from '../../src/contexts/electoral-roll/index.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { VerificationModule } from '../../src/contexts/verification/verification.module.js';
import { addOffice, confirmedAspirant, createProcess, openPeriod } from '../../src/demonstration/world/index.js';
import { systemActor, type Actor } from '../../src/kernel/access/actor.js';
import { sha256 } from '../../src/kernel/crypto/digest.js';
import { encryptFor, Signing } from '../../src/kernel/crypto/signing.js';
import { ProblemFilter } from '../../src/kernel/http/problem.filter.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { generateRoll, inventedElector } from '../../src/synthetic/index.js';
import { contextModule, type TestContext } from './app.js';
import { signedLeaseRequest } from './lease-request.js';
import { openMailbox, type Mailbox } from './mailbox.js';

const SEED = 7;
const system = systemActor('spec');

export interface DeviceKey {
  readonly deviceId: string;
  readonly privateKey: KeyObject;
  readonly jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string };
}

export interface OpenedEnrolment {
  readonly context: TestContext;
  readonly mailbox: Mailbox;
  readonly dispatcher: Dispatcher;
  readonly base: string;
  readonly aspirantId: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly officeId: string;
  /** The confirmed aspirant who registers auxiliaries. */
  readonly aspirant: Actor;
}

/** One aspirant who registers auxiliaries, and the API that enrols their devices. */
export class EnrolmentScene {
  #opened: OpenedEnrolment | undefined;
  #app: NestExpressApplication | undefined;
  #folder = '';

  async open(): Promise<OpenedEnrolment> {
    this.#folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
    const mailbox = await openMailbox();
    const context = await contextModule(
      [ProcessesModule, AspirantsModule, VerificationModule, AuxiliariesModule, DevicesModule],
      { SMTP_URL: mailbox.url },
    );
    const dispatcher = context.module.get(Dispatcher);
    const roll = join(this.#folder, 'roll.csv');
    await generateRoll(roll, { seed: SEED, electors: 200, cut: 'corte de prueba', asOf: '2027-01-01T06:00:00Z' });
    const client = new pg.Client({ connectionString: context.config.ownerDatabaseUrl });
    await client.connect();
    await loadRollCut(client, await openRollFile(roll), new Date('2027-01-01T06:00:00Z'));
    await client.end();

    const { processId, idProceso } = await createProcess(dispatcher, system);
    const { officeId } = await addOffice(dispatcher, system, processId, {
      kind: 'ayuntamiento',
      name: 'Presidencia municipal',
      territory: 'Querétaro',
    });
    await openPeriod(dispatcher, system, { processId, officeId }, { name: 'Captación' });
    const { aspirantId } = await confirmedAspirant(dispatcher, system, officeId);
    const aspirant: Actor = { ...system, kind: 'aspirant', id: aspirantId, scope: { entidad: '22', aspirantId } };
    this.#app = context.module.createNestApplication<NestExpressApplication>();
    this.#app.useGlobalFilters(new ProblemFilter());
    await this.#app.listen(0, '127.0.0.1');
    const base = (await this.#app.getUrl()).replace('[::1]', '127.0.0.1');
    this.#opened = { context, mailbox, dispatcher, base, aspirantId, processId, idProceso, officeId, aspirant };
    return this.#opened;
  }

  /** Sets the period to its initial value with `change` applied. */
  async changePeriod(change: { readonly active: boolean }): Promise<void> {
    const cause = { name: 'Captación', reason: 'Acuerdo del Consejo', agreement: 'IEEQ/CG/A/012/27' };
    await openPeriod(this.#scene.dispatcher, system, this.#scene, { ...cause, ...change });
  }

  async close(): Promise<void> {
    const { context, mailbox } = this.#scene;
    await this.#app?.close();
    await context.close();
    await mailbox.close();
    await rm(this.#folder, { recursive: true });
  }

  readonly form = (nth: number, email = `auxiliar${String(nth)}@correo.example`) => ({
    ...adult(nth),
    aspirantId: this.#scene.aspirantId,
    telefonoMovil: '442 123 4567',
    email,
    emailProvider: 'google' as const,
  });

  readonly register = (nth: number) =>
    this.#scene.dispatcher.run(this.#scene.aspirant, new RegisterAuxiliary(this.form(nth)));

  readonly ticketOf = async (email: string, subject = email): Promise<string> =>
    (await this.#scene.context.module.get(SignInTickets).issue({ provider: 'google', subject, email })).ticket;

  /** First step of an enrolment. */
  readonly begin = (ticket: string, idAuxiliar: string) =>
    fetch(`${this.#scene.base}/api/v1/enrolments/challenge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
      body: JSON.stringify({ idProceso: this.#scene.idProceso.toLowerCase(), idAuxiliar }),
    });

  /** Second step of an enrolment. */
  readonly put = (ticket: string, enrolmentId: string, body: Uint8Array) =>
    fetch(`${this.#scene.base}/api/v1/enrolments/${enrolmentId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/vnd.apoyo-ciudadano.container.v1' },
      body: new Uint8Array(body),
    });

  readonly containerOf = async (
    { deviceId, privateKey, jwk }: DeviceKey,
    challenge: string,
    duties?: { version: string; acceptedAt: string },
  ): Promise<Uint8Array> => {
    const parts = ['anverso', 'reverso', 'selfie', 'firma'].map((name) => ({ name, bytes: randomBytes(200) }));
    const { context, processId } = this.#scene;
    const jwe = await encryptFor(await context.module.get(Signing).publicJwk('intake'), randomBytes(32));
    const manifest = canonicalManifest({
      version: 1,
      kind: 'enrolment',
      processId,
      deviceId,
      jwe: sha256(jwe).toString('hex'),
      parts: parts.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: sha256(bytes).toString('hex') })),
      appVersion: '0.1.0',
      attestation: '',
      enrolment: { challenge, devicePublicJwk: jwk, ...(duties && { duties }) },
    });
    const signature = sign('sha256', manifest, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return encodeContainer({ manifest, signature, jwe, parts: parts.map(({ bytes }) => bytes) });
  };

  readonly leaseRequest = ({ deviceId, privateKey }: DeviceKey, change: object = {}): string =>
    signedLeaseRequest(privateKey, { deviceId, at: this.#scene.context.clock.now().toISOString(), ...change });

  readonly renew = (jws: string) =>
    fetch(`${this.#scene.base}/api/v1/leases`, {
      method: 'POST',
      headers: { 'content-type': 'application/jose' },
      body: jws,
    });

  get #scene(): OpenedEnrolment {
    if (!this.#opened) throw new Error('open the scene first');
    return this.#opened;
  }
}

/** The nth adult of the roll who is in the lista nominal. */
export function adult(nth: number) {
  const found = Array.from({ length: 200 }, (_, index) => inventedElector(SEED, index)).filter(
    (elector) => elector.fechaNacimiento < '2005' && elector.registryStatus === 'lista-nominal',
  )[nth];
  if (!found) throw new Error('no matching person');
  const { nombre, paterno, materno, fechaNacimiento, claveElector } = found;
  return { nombre, paterno, materno, fechaNacimiento, claveElector };
}

export function newDeviceKey(): DeviceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { deviceId: randomUUID(), privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

export const problemOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
