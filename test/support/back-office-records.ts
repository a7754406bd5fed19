import { asOwner } from './app.js';
import { GetAccountRequest, ListAccountRequests } from '../../src/contexts/accounts/index.js';
import { CloseProcess } from '../../src/contexts/results/index.js';
import {
  addOffice,
  ANA,
  confirmedAspirant,
  enrolDevice,
  loadRoll,
  newContest,
  openPeriod,
  registerAspirant,
  registerAuxiliary,
  registerTestedKey,
  sealSupport,
  sendSupport,
  type Contest,
  type WorldAuxiliary,
  type WorldDevice,
} from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { generateRsaKeyPair } from '../../src/kernel/crypto/key-pair.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { BlobStore } from '../../src/kernel/storage/blob-store.js';
import type { BackOfficeScene } from './back-office-scene.js';
import { drain } from './drain.js';
import { insertLongJob } from './long-job-rows.js';
import { createAccountByOficio } from './officials.js';

const system = systemActor('records');

/** The day before the scene starts. */
const REGISTRATION = { fechaManifestacion: '2027-01-04' };

export interface Opl {
  readonly entidad: string;
  /** Domain of its institutional e-mail addresses. */
  readonly domain: string;
}

export const QUERETARO: Opl = { entidad: '22', domain: 'ieeq.example' };

/** An OPL's process, in which one support was captured. */
export interface World {
  readonly contest: Contest;
  /** Confirmed. */
  readonly aspirantId: string;
  readonly auxiliary: WorldAuxiliary;
  readonly device: WorldDevice;
  readonly supportId: string;
}

export interface SeededRecords extends World {
  /** Ids by catalogue name in URLs; also `confirmado`, `cargo` and `persona` (URL parameters) and `apoyo`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Seeds one record of every back-office catalogue, all of one OPL. */
export async function seedRecords(scene: BackOfficeScene, opl = QUERETARO): Promise<Readonly<Record<string, string>>> {
  return (await seedWorld(scene, opl)).ids;
}

/** Like {@link seedRecords}, but also returns the process and the support that the records belong to. */
export async function seedWorld(scene: BackOfficeScene, opl: Opl): Promise<SeededRecords> {
  const { app, clock } = scene;
  const { entidad, domain } = opl;
  const dispatcher = app.get(Dispatcher);
  const world = await seedSupport(scene, opl);
  const { processId, officeId } = world.contest;
  await addOffice(dispatcher, system, processId, { kind: 'ayuntamiento', name: 'Cargo sin periodo', territory: '014' });
  const draft = { ...REGISTRATION, nombre: 'Inés', claveElector: 'XLIBIN97061319M200', cic: '987654321' };
  const email = 'ines@correo.example';
  const inDraft = await registerAspirant(dispatcher, system, officeId, { ...draft, email });
  const account = { email: `clara.nava@${domain}`, account: `clara.nava.${entidad}@ine.mx`, entidad, processId };
  const accountId = await createAccountByOficio(dispatcher, system, { ...newOfficial, ...account }, clock.now());
  const [requestRow] = await dispatcher.ask(system, new ListAccountRequests({ entidad }));
  const request = await dispatcher.ask(system, new GetAccountRequest({ requestId: requestRow?.id ?? '' }));
  const closed = await seedClosedProcess(scene, opl);
  const jobId = await insertLongJob(scene, { territory: entidad, stream: processId, done: 0, total: 10 });
  const ids = {
    trabajos: jobId,
    pendientes: await seedStuckMessage(scene),
    cuarentena: await seedQuarantined(scene, world),
    procesos: processId,
    aspirantes: inDraft.aspirantId,
    confirmado: world.aspirantId,
    auxiliares: world.auxiliary.auxiliaryId,
    dispositivos: world.device.deviceId,
    cierres: closed.processId,
    entregas: closed.deliveryId,
    muestras: await seedVerdictList(scene, opl, processId),
    cuentas: accountId,
    'solicitudes-de-cuentas': request.id,
    persona: request.officials[0]?.id ?? '',
    cargo: officeId,
    apoyo: world.supportId,
    apoyos: world.supportId,
  };
  return { ...world, ids };
}

/** A support that was sent over HTTP and verified, and waits at the control desk. */
async function seedSupport(scene: BackOfficeScene, { entidad }: Opl): Promise<World> {
  const { app, base } = scene;
  const dispatcher = app.get(Dispatcher);
  await loadRoll(app.get(AppConfig).ownerDatabaseUrl, [ANA], { name: `Corte de ${entidad}` });
  const contest = await newContest(dispatcher, system, { entidad, name: `Proceso de ${entidad}` });
  await openPeriod(dispatcher, system, contest, { opensAt: '2027-01-05T06:00:00.000Z' });
  const { aspirantId } = await confirmedAspirant(dispatcher, system, contest.officeId, REGISTRATION);
  const auxiliary = await registerAuxiliary(dispatcher, system, aspirantId);
  const device = await enrolDevice(app, system, { ...contest, ...auxiliary });
  const { folio, ...sealed } = await sealSupport(app, device, { number: 1 });
  const answer = await sendSupport(base, { folio, ...sealed });
  if (answer.status !== 201) throw new Error(`upload of the support returned ${String(answer.status)}`);
  await drain(app);
  const [support] = await asOwner(app).execute<{ id: string }[]>('select id from intake.support where folio = ?', [
    folio,
  ]);
  return { contest, aspirantId, auxiliary, device, supportId: support?.id ?? '' };
}

/** A published list of verdicts without rows: no record of the process is reviewed. */
async function seedVerdictList({ app, clock }: BackOfficeScene, { entidad }: Opl, processId: string): Promise<string> {
  const listId = randomId();
  await asOwner(app).execute(
    `insert into control_desk.verdict_list (id, process_id, entidad, published_by, published_at)
     values (?, ?, ?, 'records', ?)`,
    [listId, processId, entidad, clock.now()],
  );
  await asOwner(app).execute(
    'insert into control_desk.verdict_list_digest (list_id, records, digest) values (?, 1, ?)',
    [listId, '0'.repeat(64)],
  );
  return listId;
}

/** A process without supports that was closed and delivered to the OPL. */
async function seedClosedProcess(
  { app, clock }: BackOfficeScene,
  { entidad }: Opl,
): Promise<{ processId: string; deliveryId: string }> {
  const dispatcher = app.get(Dispatcher);
  const contest = await newContest(dispatcher, system, { entidad, name: 'Proceso concluido' });
  const { processId } = contest;
  await registerTestedKey(dispatcher, system, processId, await generateRsaKeyPair());
  const [opensAt, closesAt] = [clock.now(), new Date(clock.now().getTime() + 1000)];
  await openPeriod(dispatcher, system, contest, { opensAt, closesAt, graceHours: 0 });
  // The period lasts through its closing minute.
  clock.advance(61_000);
  return { processId, ...(await dispatcher.run(system, new CloseProcess({ processId }))) };
}

/** A message that failed too often. */
async function seedStuckMessage({ app, clock }: BackOfficeScene): Promise<string> {
  const id = randomId();
  await asOwner(app).execute(
    `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, attempts, last_error,
         quarantined_at)
       values (?, 'spec.unknown', 1, '{}', ?, ?, 12, 'notifications.deliver: 550', ?)`,
    [id, clock.now(), randomId(), clock.now()],
  );
  return id;
}

/** A record whose file was lost before it was opened. */
async function seedQuarantined({ app, base }: BackOfficeScene, { device }: World): Promise<string> {
  const { folio, ...sealed } = await sealSupport(app, device, { number: 2 });
  await sendSupport(base, { folio, ...sealed });
  const [support] = await asOwner(app).execute<{ id: string; key: string }[]>(
    'select id, blob_key as key from intake.support where folio = ?',
    [folio],
  );
  await app.get(BlobStore).remove(support?.key ?? '');
  await drain(app);
  return support?.id ?? '';
}

/** An official whose account waits for the Declaratoria. */
const newOfficial = {
  fullName: 'Clara Nava Prieto',
  position: 'Técnica',
  phone: '442 555 0399',
  role: 'opl-registrar',
  grantEndsAt: '2027-06-30T06:00:00Z',
} as const;
