import { EntityManager } from '@mikro-orm/postgresql';
import { GetProcess } from '../../src/contexts/processes/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.js';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { QUERETARO, seedRecords, type Opl } from './back-office-records.js';
import type { BackOfficeScene } from './back-office-scene.js';
import { createAccountByOficio, makeReady } from './officials.js';

const system = systemActor('two-opls');

export interface RecordsOfOpl {
  readonly entidad: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly officeId: string;
  readonly dateId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string;
  readonly deviceId: string;
  readonly supportId: string;
  readonly accountId: string;
  /** An active reviewer. */
  readonly reviewerId: string;
  readonly requestId: string;
  readonly deliveryId: string;
  readonly jobId: string;
  readonly importId: string;
  readonly custodyRequestId: string;
}

const JALISCO: Opl = { entidad: '14', domain: 'iepc.example', folioPrefix: '7K2ME', folio: 'AC-2' };

/** One record of whatever a query shows, of each of two OPLs: nobody of the one may see any of the other. */
export async function seedTwoOpls(scene: BackOfficeScene): Promise<readonly [RecordsOfOpl, RecordsOfOpl]> {
  const em = scene.app.get(EntityManager).fork();
  await em.execute(
    `insert into roll.cut (name, as_of, source, electors, in_force_from) values ('C', now(), 'spec', 0, now())`,
  );
  return [await seedOpl(scene, QUERETARO), await seedOpl(scene, JALISCO)];
}

async function seedOpl(scene: BackOfficeScene, opl: Opl): Promise<RecordsOfOpl> {
  const { entidad, folio } = opl;
  const seeded = await seedRecords(scene, opl);
  const em = scene.app.get(EntityManager).fork();
  const id = (name: string): string => seeded[name] ?? '';
  const records: RecordsOfOpl = {
    entidad,
    processId: id('procesos'),
    idProceso: (await scene.app.get(Dispatcher).ask(system, new GetProcess({ processId: id('procesos') }))).idProceso,
    officeId: id('cargo'),
    dateId: randomId(),
    aspirantId: id('aspirantes'),
    auxiliaryId: id('auxiliares'),
    deviceId: id('dispositivos'),
    supportId: id('apoyo'),
    accountId: id('cuentas'),
    reviewerId: await newReviewer(scene, opl),
    requestId: id('solicitudes-de-cuentas'),
    deliveryId: id('entregas'),
    jobId: id('trabajos'),
    importId: randomId(),
    custodyRequestId: randomId(),
  };
  const { processId, officeId, aspirantId, auxiliaryId, deviceId, supportId, accountId } = records;
  const put = (text: string, params: unknown[]) => em.execute(text, params);
  const contest = [processId, officeId, aspirantId];
  const code = randomBuffer(32);

  await put(
    `insert into verification.support (id, folio, process_id, office_id, aspirant_id, auxiliary_id, entidad, received_at,
       integrity_code, blob_key, state, reported_class)
     values (?, ?, ?, ?, ?, ?, ?, now(), 'ab', 'none', 'verified', 'en-procesamiento')`,
    [supportId, folio, ...contest, auxiliaryId, entidad],
  );
  await put(
    `insert into verification.quarantine (support_id, cause, detail, at) values (?, 'key-unknown', '', now())`,
    [supportId],
  );
  await put(
    `insert into verification.signal (support_id, kind, other_id, at) values (?, 'ritmo-de-captura', ?, now())`,
    [supportId, supportId],
  );
  await put(
    `insert into processes.calendar_date (id, process_id, period_id, key, at) values (?, ?, null, 'opl-key', '2027-03-01')
     on conflict on constraint calendar_date_once do update set id = excluded.id, at = excluded.at`,
    [records.dateId, processId],
  );
  await put(
    `insert into intake.support (id, folio, process_id, office_id, entidad, aspirant_id, auxiliary_id, device_id, channel,
       credential_type, period_version, captured_at, received_at, integrity_code, size, blob_key, blob_sha256, flags, receipt)
     values (?, ?, ?, ?, ?, ?, ?, ?, 'app', 'E', 1, now(), now(), ?, 1, 'none', ?, '{}', ?)`,
    [
      supportId,
      folio,
      processId,
      officeId,
      entidad,
      aspirantId,
      auxiliaryId,
      deviceId,
      code,
      code,
      `acuse ${supportId}`,
    ],
  );
  await put(
    `insert into intake.lost_support (integrity_code, folio, cause, at, captured_at, device_id, auxiliary_id, aspirant_id,
       process_id) values (?, 'AC-3', 'erased-unsent', now(), now(), ?, ?, ?, ?)`,
    [randomBuffer(32), deviceId, auxiliaryId, aspirantId, processId],
  );
  await put(
    `update control_desk.record set state = 'asignado', reviewer_id = ?, assigned_at = now() where support_id = ?`,
    [accountId, supportId],
  );
  await put(
    `insert into auxiliaries.import (id, aspirant_id, process_id, office_id, entidad, blob_key, file_sha256, state,
       uploaded_by, uploaded_at, answer_id, answer_blob_key)
     values (?, ?, ?, ?, ?, 'none', ?, 'checked', 'spec', now(), ?, 'none')`,
    [records.importId, aspirantId, processId, officeId, entidad, randomBuffer(32), randomId()],
  );
  await put(
    `insert into accounts.declaration (id, official_id, blob_key, media_type, sha256, uploaded_by, uploaded_at)
     values (?, ?, 'none', 'application/pdf', ?, 'spec', now())`,
    [randomId(), accountId, randomBuffer(32)],
  );
  const person = JSON.stringify({ displayName: 'Ana Paz', claveElector: 'PZXXAN90010122M100' });
  await put(
    `insert into auxiliaries.import_finding (import_id, row_number, entidad, kind, personal, at)
     values (?, 1, ?, 'not-in-padron', ?, now())`,
    [records.importId, entidad, await scene.app.get(FieldCipher).encrypt(person, FINDING_CONTEXT(records.importId))],
  );
  await put(
    `insert into auxiliaries.custody_request (id, aspirant_id, process_id, entidad, reference, reason, requested_by, requested_at)
     values (?, ?, ?, ?, 'OF-1', 'Revisión', 'spec', now())`,
    [records.custodyRequestId, aspirantId, processId, entidad],
  );
  await put(
    `insert into kernel.counter_delta (name, dimensions, delta)
     select name, jsonb_build_object('processId', ?::text, 'officeId', ?::text, 'aspirantId', ?::text, 'entidad', ?::text,
       'class', 'en-procesamiento'), 1 from unnest(array['desk.arrived', 'supports.reported']) name`,
    [...contest, entidad],
  );
  return records;
}

const FINDING_CONTEXT = (importId: string): string => `auxiliaries.import_finding.personal:${importId}:1:not-in-padron`;

/** An active one: password set, Declaratoria accepted. */
async function newReviewer({ app, clock }: BackOfficeScene, { entidad, domain }: Opl): Promise<string> {
  const dispatcher = app.get(Dispatcher);
  const now = clock.now();
  const accountId = await createAccountByOficio(
    dispatcher,
    system,
    {
      fullName: 'Raúl Mena Ortiz',
      position: 'Revisor',
      email: `raul.mena@${domain}`,
      phone: '442 555 0388',
      account: `raul.mena.${entidad}@ine.mx`,
      role: 'opl-reviewer',
      entidad,
      processId: null,
      grantEndsAt: '2027-06-30T06:00:00Z',
    },
    now,
  );
  await makeReady(dispatcher, accountId);
  return accountId;
}
