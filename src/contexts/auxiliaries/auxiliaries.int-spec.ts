import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { signedLeaseRequest } from '../../../test/support/lease-request.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { Signing, encryptFor, type PublicJwk } from '../../kernel/crypto/signing.js';
import { ProblemFilter } from '../../kernel/http/problem.filter.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from './auxiliaries.module.js';
import { DevicesModule } from '../devices/devices.module.js';
import { AUXILIARY_DUTIES } from './domain/duties/index.js';
import { canonicalManifest, encodeContainer, keySetSchema, leaseSchema } from '#electoral/wire';
import { SetAssistedCapture } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { loadRollCut, openRollFile } from '../electoral-roll/index.js';
import { generateRoll, inventedElector } from '../../synthetic/index.js';
import { VerificationModule } from '../verification/verification.module.js';
import {
  AcceptAspirantDuties,
  ASPIRANT_DUTIES,
  DischargeAuxiliary,
  ListAuxiliariesOfAspirant,
  RegisterAuxiliary,
} from './index.js';
import { addOffice, confirmedAspirant, createProcess, openPeriod } from '../../demonstration/world/index.js';
import { GetDevice } from '../devices/index.js';
import { SignInTickets } from '../accounts/index.js';

const SEED = 7;
const system = systemActor('spec');
const adult = (nth: number) => {
  const found = Array.from({ length: 200 }, (_, index) => inventedElector(SEED, index)).filter(
    (elector) => elector.fechaNacimiento < '2005' && elector.registryStatus === 'lista-nominal',
  )[nth];
  if (!found) throw new Error('no matching person');
  const { nombre, paterno, materno, fechaNacimiento, claveElector } = found;
  return { nombre, paterno, materno, fechaNacimiento, claveElector };
};

let context: TestContext;
let mailbox: Mailbox;
let dispatcher: Dispatcher;
let app: NestExpressApplication;
let base: string;
let folder: string;
let aspirantId: string;
let processId: string;
let idProceso: string;
let aspirant: Actor;

const form = (nth: number, email = `auxiliar${String(nth)}@correo.example`) => ({
  ...adult(nth),
  aspirantId,
  telefonoMovil: '442 123 4567',
  email,
  emailProvider: 'google' as const,
});
const register = (nth: number) => dispatcher.run(aspirant, new RegisterAuxiliary(form(nth)));
const problem = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apoyo-roll-'));
  mailbox = await openMailbox();
  context = await contextModule(
    [ProcessesModule, AspirantsModule, VerificationModule, AuxiliariesModule, DevicesModule],
    {
      SMTP_URL: mailbox.url,
    },
  );
  dispatcher = context.module.get(Dispatcher);
  const roll = join(folder, 'roll.csv');
  await generateRoll(roll, { seed: SEED, electors: 200, cut: 'corte de prueba', asOf: '2027-01-01' });
  const client = new pg.Client({ connectionString: context.config.databaseUrl });
  await client.connect();
  await loadRollCut(client, await openRollFile(roll), new Date('2027-01-01T06:00:00Z'));
  await client.end();

  ({ processId, idProceso } = await createProcess(dispatcher, system));
  const { officeId } = await addOffice(dispatcher, system, processId, {
    kind: 'ayuntamiento',
    name: 'Presidencia municipal',
    territory: 'Querétaro',
  });
  await openPeriod(dispatcher, system, { processId, officeId }, { name: 'Captación' });
  ({ aspirantId } = await confirmedAspirant(dispatcher, system, officeId));
  aspirant = { ...system, kind: 'aspirant', id: aspirantId, scope: { entidad: '22', aspirantId } };
  app = context.module.createNestApplication<NestExpressApplication>();
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await context.close();
  await mailbox.close();
  await rm(folder, { recursive: true });
});

describe('registration of an auxiliary (§6.4–6.5)', () => {
  it('limits the padrón queries of an aspirant per day, and audits the rejection (decision 28)', async () => {
    const em = context.module.get(EntityManager).fork();
    await em.execute(`insert into auxiliaries.padron_limit (entidad, per_day) values ('22', 1)`);
    await em.execute(`insert into auxiliaries.padron_queries (aspirant_id, day, asked) values (?, '2027-01-15', 1)`, [
      aspirantId,
    ]);
    await expect(register(9)).rejects.toMatchObject({ code: 'AUXILIARIES.PADRON_QUERIES_SPENT', kind: 'too-many' });
    expect(await em.execute(`select asked from auxiliaries.padron_queries`)).toEqual([{ asked: 2 }]);
    const refusals = `select 1 from kernel.audit_entry where details->>'reason' = 'AUXILIARIES.PADRON_QUERIES_SPENT'`;
    expect(await em.execute(refusals)).toHaveLength(1);
    await em.execute(`delete from auxiliaries.padron_limit`);
  });

  it('mails Id Proceso and Id Auxiliar as text and HTML, with the URL to check the credential (§6.5, §6.8)', async () => {
    const { idAuxiliar } = await register(0);
    await context.module.get(OutboxRelay).drain();
    const mail = mailbox.mails.find(({ subject }) => subject?.includes(idAuxiliar));
    expect(mail?.text).toContain(`Id Proceso: ${idProceso}`);
    expect(mail?.html).toContain(idAuxiliar);
    for (const text of [mail?.text, mail?.html]) expect(text).toContain('https://listanominal.ine.mx/scpln/');
  });

  it('rejects a person who is not in the padrón, without the cause (§6.4)', async () => {
    const stranger = {
      ...form(1, 'nadie@correo.example'),
      claveElector: adult(1).claveElector.replace(/\d{3}$/, '999'),
    };
    await expect(dispatcher.run(aspirant, new RegisterAuxiliary(stranger))).rejects.toMatchObject({
      code: 'AUXILIARIES.NOT_VALIDATED',
    });
  });

  it('rejects a registered e-mail, a registered person and a minor (§6.4)', async () => {
    const again = (change: object) => dispatcher.run(aspirant, new RegisterAuxiliary({ ...form(0), ...change }));
    await expect(again(adult(2))).rejects.toMatchObject({ code: 'AUXILIARIES.EMAIL_TAKEN', field: 'email' });
    await expect(again({ email: 'otro@correo.example' })).rejects.toMatchObject({ code: 'AUXILIARIES.CLAVE_TAKEN' });
    await expect(again({ fechaNacimiento: '2009-01-16' })).rejects.toMatchObject({ code: 'AUXILIARIES.UNDER_AGE' });
  });

  it('shows an aspirant only their own auxiliaries (§6.1 A)', async () => {
    const {
      rows: [first],
    } = await dispatcher.ask(aspirant, new ListAuxiliariesOfAspirant({ aspirantId, descending: true }));
    expect(first).toMatchObject({ email: 'auxiliar0@correo.example', status: 'registered', devices: 0 });
    const other: Actor = { ...aspirant, scope: { entidad: '22', aspirantId: randomUUID() } };
    await expect(dispatcher.ask(other, new ListAuxiliariesOfAspirant({ aspirantId }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });
});

interface Phone {
  readonly deviceId: string;
  readonly privateKey: KeyObject;
  readonly jwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string };
}

function phone(): Phone {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { deviceId: randomUUID(), privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

async function containerOf(
  { deviceId, privateKey, jwk }: Phone,
  challenge: string,
  duties?: { version: string; acceptedAt: string },
): Promise<Uint8Array> {
  const parts = ['anverso', 'reverso', 'selfie', 'firma'].map((name) => ({ name, bytes: randomBytes(200) }));
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
}

const ticketOf = async (email: string, subject = email): Promise<string> =>
  (await context.module.get(SignInTickets).issue({ provider: 'google', subject, email })).ticket;
const begin = (ticket: string, idAuxiliar: string) =>
  fetch(`${base}/api/v1/enrolments/challenge`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
    body: JSON.stringify({ idProceso: idProceso.toLowerCase(), idAuxiliar }),
  });
const put = (ticket: string, enrolmentId: string, body: Uint8Array) =>
  fetch(`${base}/api/v1/enrolments/${enrolmentId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/vnd.apoyo-ciudadano.container.v1' },
    body: new Uint8Array(body),
  });

const signedRequest = ({ deviceId, privateKey }: Phone, more: object = {}): string =>
  signedLeaseRequest(privateKey, { deviceId, at: context.clock.now().toISOString(), ...more });
const renew = (jws: string) =>
  fetch(`${base}/api/v1/leases`, { method: 'POST', headers: { 'content-type': 'application/jose' }, body: jws });

describe('enrolment of a device (§7.2–7.7)', () => {
  it('issues a lease after proof of the device key, with assisted capture if the OPL allows it (§7.3–7.4, decision 31)', async () => {
    const { idAuxiliar, auxiliaryId } = await register(3);
    const ticket = await ticketOf('auxiliar3@correo.example');
    const begun = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
    const device = phone();
    const container = await containerOf(device, begun.challenge);
    const answer = await put(ticket, begun.enrolmentId, container);
    expect(answer.status).toBe(200);
    const enrolled = (await answer.json()) as { deviceId: string; lease: string; status: string };
    expect(enrolled).toMatchObject({ deviceId: device.deviceId, status: 'active' });
    const lease = leaseSchema.parse(await context.module.get(Signing).verify('lease', enrolled.lease));
    expect(lease).toMatchObject({
      deviceId: device.deviceId,
      auxiliary: { id: auxiliaryId },
      aspirant: { id: aspirantId },
    });

    const stored = await dispatcher.ask(system, new GetDevice({ deviceId: device.deviceId }));
    expect(stored).toMatchObject({ publicJwk: device.jwk, auxiliaryId, processId, status: 'active' });
    const blob = `enrolments/${begun.enrolmentId}`;
    const digest = sha256(container.subarray(16, 16 + Buffer.from(container).readUInt32BE(8))).toString('hex');
    expect(Buffer.from(container).equals(await context.module.get(BlobStore).read(`${blob}/${digest}`))).toBe(true);

    expect(await (await put(ticket, begun.enrolmentId, container)).json()).toMatchObject({ deviceId: device.deviceId });
    expect(await problem(await put(ticket, begun.enrolmentId, await containerOf(phone(), begun.challenge)))).toBe(
      'AUXILIARIES.ENROLMENT_EXPIRED',
    );

    expect((await renew(signedRequest(device))).status).toBe(200);
    const assistedOf = async (more: object): Promise<unknown> => {
      const { lease: given } = (await (await renew(signedRequest(device, more))).json()) as {
        lease: string;
      };
      return leaseSchema.parse(await context.module.get(Signing).verify('lease', given)).assisted;
    };
    const understands = { understands: ['assisted', 'something-newer'] };
    expect(await assistedOf(understands)).toBeUndefined();
    const assisted = { processId, allowed: true, reasons: ['No puede firmar'], agreement: 'IEEQ/CG/A/001/27' };
    await dispatcher.run(system, new SetAssistedCapture(assisted));
    expect(await assistedOf(understands)).toEqual({ reasons: ['No puede firmar'] });
    // Older apps reject a lease with an unknown member.
    expect(await assistedOf({})).toBeUndefined();
    await dispatcher.run(system, new SetAssistedCapture({ processId, allowed: false }));
    expect(await assistedOf(understands)).toBeUndefined();

    const once = signedRequest(device);
    expect((await renew(once)).status).toBe(200);
    expect(await problem(await renew(once))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');
    const impostor = { ...phone(), deviceId: device.deviceId };
    expect(await problem(await renew(signedRequest(impostor)))).toBe('AUXILIARIES.LEASE_REQUEST_INVALID');

    const dayOff = (ms: number) => new Date(context.clock.now().getTime() - 24 * 3_600_000 - ms).toISOString();
    expect((await renew(signedRequest(device, { at: dayOff(0) }))).status).toBe(200);
    const late = (await (await renew(signedRequest(device, { at: dayOff(1) }))).json()) as object;
    const serverTime = context.clock.now().toISOString();
    expect(late).toMatchObject({ code: 'AUXILIARIES.LEASE_REQUEST_INVALID', serverTime });
    const stranger = await renew(signedRequest(impostor, { at: dayOff(1) }));
    expect(await stranger.json()).not.toHaveProperty('serverTime');

    await dispatcher.run(aspirant, new DischargeAuxiliary({ auxiliaryId }));
    expect(await problem(await renew(signedRequest(device)))).toBe('AUXILIARIES.DEVICE_NOT_ACTIVE');
    expect(await problem(await begin(ticket, idAuxiliar))).toBe('AUXILIARIES.ENROLMENT_REFUSED');
  });

  it('rejects another e-mail, a second account, a wrong id and a missing ticket (§7.3, decision 23)', async () => {
    const { idAuxiliar } = await register(4);
    const refused = async (ticket: string, id = idAuxiliar) => {
      expect(await problem(await begin(ticket, id))).toBe('AUXILIARIES.ENROLMENT_REFUSED');
    };
    await refused(await ticketOf('otra@correo.example'));
    await refused(await ticketOf('auxiliar4@correo.example'), 'AUX-NADIE');
    expect((await begin(await ticketOf('auxiliar4@correo.example', 'first'), idAuxiliar)).status).toBe(201);
    await refused(await ticketOf('auxiliar4@correo.example', 'second'));
    expect((await begin('nothing', idAuxiliar)).status).toBe(401);
  });

  it('rejects a container that is altered, truncated or signed with another key (decision 24)', async () => {
    const { idAuxiliar } = await register(5);
    const ticket = await ticketOf('auxiliar5@correo.example');
    const begun = (await (await begin(ticket, idAuxiliar)).json()) as { enrolmentId: string; challenge: string };
    const good = await containerOf(phone(), begun.challenge);
    const altered = Uint8Array.from(good);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    const sent = async (body: Uint8Array) => problem(await put(ticket, begun.enrolmentId, body));
    expect(await sent(altered)).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    expect(await sent(good.subarray(0, -10))).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    expect(await sent(randomBytes(300))).toBe('AUXILIARIES.ENROLMENT_CONTAINER_INVALID');
    const thief = { ...phone(), jwk: phone().jwk };
    expect(await sent(await containerOf(thief, begun.challenge))).toBe('AUXILIARIES.PROOF_INVALID');
    expect(await sent(await containerOf(phone(), 'x'.repeat(43)))).toBe('AUXILIARIES.PROOF_INVALID');
    const foreign = await ticketOf('auxiliar3@correo.example');
    expect(await problem(await put(foreign, begun.enrolmentId, good))).toBe('AUXILIARIES.ENROLMENT_EXPIRED');
    context.clock.advance(29 * 60_000);
    const late = await ticketOf('auxiliar5@correo.example');
    context.clock.advance(61_000);
    expect(await problem(await put(late, begun.enrolmentId, good))).toBe('AUXILIARIES.ENROLMENT_EXPIRED');
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

describe('data protection duties (§6.9, §16.2)', () => {
  const acceptances = (version?: string) =>
    context.module
      .get(EntityManager)
      .fork()
      .execute<{ version: string; accepted_at: string }[]>(
        `select version, accepted_at from auxiliaries.duties_acceptance ${version === undefined ? '' : 'where version = ?'}
         order by recorded_at`,
        version === undefined ? [] : [version],
      );
  const sent = async (nth: number, duties?: { version: string; acceptedAt: string }) => {
    const { idAuxiliar } = await register(nth);
    const ticket = await ticketOf(`auxiliar${String(nth)}@correo.example`);
    const begun = (await (await begin(ticket, idAuxiliar)).json()) as {
      enrolmentId: string;
      challenge: string;
      duties: { version: string; items: string[] };
    };
    const device = phone();
    expect((await put(ticket, begun.enrolmentId, await containerOf(device, begun.challenge, duties))).status).toBe(200);
    return { device, begun };
  };
  const renewed = async (jws: string) => (await (await renew(jws)).json()) as { duties?: { version: string } };

  it('are sent to the app at enrolment, and their acceptance is stored with version and time', async () => {
    const acceptedAt = '2027-01-15T17:58:00.000Z';
    const version = AUXILIARY_DUTIES.version;
    const { begun, device } = await sent(6, { version, acceptedAt });
    expect(begun.duties).toMatchObject({
      version,
      items: expect.arrayContaining([expect.stringContaining('original')]),
    });
    expect(await acceptances(version)).toEqual([{ version, accepted_at: '2027-01-15T17:58:00+00:00' }]);
    expect(await renewed(signedRequest(device))).not.toHaveProperty('duties');
  });

  it('are sent with each lease renewal until the version in force is accepted', async () => {
    const { device } = await sent(7);
    const { duties } = await renewed(signedRequest(device));
    expect(duties?.version).toBe(AUXILIARY_DUTIES.version);
    const invented = { duties: { version: 'de-nadie', acceptedAt: '2027-01-15T18:00:00.000Z' } };
    expect(await renewed(signedRequest(device, invented))).toHaveProperty('duties');
    const accepted = { duties: { version: duties?.version, acceptedAt: '2027-01-15T18:00:00.000Z' } };
    expect(await renewed(signedRequest(device, accepted))).not.toHaveProperty('duties');
    expect(await renewed(signedRequest(device))).not.toHaveProperty('duties');
  });

  it('must be accepted by the aspirant before registering auxiliaries', async () => {
    const em = context.module.get(EntityManager).fork();
    await em.execute(`update auxiliaries.aspirant_duties_acceptance set version = 'aspirante-anterior'`);
    await expect(register(8)).rejects.toMatchObject({ code: 'AUXILIARIES.DUTIES_NOT_ACCEPTED' });
    const accept = (version: string) => dispatcher.run(aspirant, new AcceptAspirantDuties({ aspirantId, version }));
    await expect(accept('aspirante-anterior')).rejects.toMatchObject({ code: 'AUXILIARIES.DUTIES_CHANGED' });
    await accept(ASPIRANT_DUTIES.version);
    await expect(register(8)).resolves.toHaveProperty('idAuxiliar');
    const stored = await em.execute(`select version from auxiliaries.aspirant_duties_acceptance order by version`);
    expect(stored).toEqual([{ version: ASPIRANT_DUTIES.version }, { version: 'aspirante-anterior' }]);
  });
});
