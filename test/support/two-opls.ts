import { EntityManager } from '@mikro-orm/postgresql';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.js';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.js';
import { seedRecords } from './back-office-records.js';
import type { BackOfficeScene } from './back-office-scene.js';

export interface RecordsOfQueretaro {
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

/** One record of whatever a query shows, all of Querétaro (22): nobody of another entidad may see any of it. */
export async function seedQueretaro(scene: BackOfficeScene): Promise<RecordsOfQueretaro> {
  const seeded = await seedRecords(scene);
  const em = scene.app.get(EntityManager).fork();
  const find = async (text: string): Promise<string> => (await em.execute<{ found: string }[]>(text))[0]?.found ?? '';
  const id = (name: string): string => seeded[name] ?? '';
  const records: RecordsOfQueretaro = {
    processId: id('procesos'),
    idProceso: await find('select id_proceso as found from processes.process'),
    officeId: id('cargo'),
    dateId: randomId(),
    aspirantId: id('aspirantes'),
    auxiliaryId: id('auxiliares'),
    deviceId: id('dispositivos'),
    supportId: id('apoyo'),
    accountId: id('cuentas'),
    reviewerId: await find(`select id as found from accounts.official where role = 'opl-reviewer'`),
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
     values (?, 'AC-1', ?, ?, ?, ?, '22', now(), 'ab', 'none', 'verified', 'en-procesamiento')`,
    [supportId, ...contest, auxiliaryId],
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
     values (?, 'AC-1', ?, ?, '22', ?, ?, ?, 'app', 'E', 1, now(), now(), ?, 1, 'none', ?, '{}', ?)`,
    [supportId, ...contest, auxiliaryId, deviceId, code, code, `acuse ${supportId}`],
  );
  await put(
    `insert into intake.lost_support (integrity_code, folio, cause, at, captured_at, device_id, auxiliary_id, aspirant_id,
       process_id) values (?, 'AC-2', 'erased-unsent', now(), now(), ?, ?, ?, ?)`,
    [randomBuffer(32), deviceId, auxiliaryId, aspirantId, processId],
  );
  await put(
    `update control_desk.record set state = 'asignado', reviewer_id = ?, assigned_at = now() where support_id = ?`,
    [accountId, supportId],
  );
  await put(
    `insert into auxiliaries.import (id, aspirant_id, process_id, office_id, entidad, blob_key, file_sha256, state,
       uploaded_by, uploaded_at, answer_id, answer_blob_key)
     values (?, ?, ?, ?, '22', 'none', ?, 'checked', 'spec', now(), ?, 'none')`,
    [records.importId, aspirantId, processId, officeId, randomBuffer(32), randomId()],
  );
  await put(
    `insert into accounts.declaration (id, official_id, blob_key, media_type, sha256, uploaded_by, uploaded_at)
     values (?, ?, 'none', 'application/pdf', ?, 'spec', now())`,
    [randomId(), accountId, randomBuffer(32)],
  );
  await put(
    `insert into roll.cut (name, as_of, source, electors, in_force_from) values ('C', now(), 'spec', 0, now())`,
    [],
  );
  const person = JSON.stringify({ displayName: 'Ana Paz', claveElector: 'PZXXAN90010122M100' });
  await put(
    `insert into auxiliaries.import_finding (import_id, row_number, entidad, kind, personal, at)
     values (?, 1, '22', 'not-in-padron', ?, now())`,
    [records.importId, await scene.app.get(FieldCipher).encrypt(person, FINDING_CONTEXT(records.importId))],
  );
  await put(
    `insert into auxiliaries.custody_request (id, aspirant_id, process_id, entidad, reference, reason, requested_by, requested_at)
     values (?, ?, ?, '22', 'OF-1', 'Revisión', 'spec', now())`,
    [records.custodyRequestId, aspirantId, processId],
  );
  await put(
    `insert into kernel.counter_delta (name, dimensions, delta)
     select name, jsonb_build_object('processId', ?::text, 'officeId', ?::text, 'aspirantId', ?::text, 'entidad', '22',
       'class', 'en-procesamiento'), 1 from unnest(array['desk.arrived', 'supports.reported']) name`,
    contest,
  );
  return records;
}

const FINDING_CONTEXT = (importId: string): string => `auxiliaries.import_finding.personal:${importId}:1:not-in-padron`;
