import { scannedPdf } from '../builders/pdf-file.js';
import { asOwner } from './app.js';
import { UploadDeclaration } from '../../src/contexts/accounts/index.js';
import { ImportAuxiliaries, RequestCustody } from '../../src/contexts/auxiliaries/index.js';
import { AssignWorkload } from '../../src/contexts/control-desk/index.js';
import { DesignateClosingCut } from '../../src/contexts/verification/index.js';
import {
  activeOfficial,
  ANA,
  loadRoll,
  reportErased,
  sealSupport,
  sendSupport,
} from '../../src/demonstration/world/index.js';
import { setPassword } from '../../src/demonstration/seed/officials.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { AppConfig } from '../../src/kernel/config/config.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { auxiliaryCalled } from './auxiliaries.js';
import { QUERETARO, seedWorld, type Opl } from './back-office-records.js';
import { drain } from './drain.js';
import { importFile, importRow } from './import-file.js';
import { contextRecords, type RecordsOfOpl, type SharedRecords } from './opl-records.js';
import type { BackOfficeScene } from './back-office-scene.js';

const system = systemActor('records');

const JALISCO: Opl = { entidad: '14', domain: 'iepc.example' };

/** Seeds, for each of two OPLs, at least one record for every query. */
export async function seedTwoOpls(scene: BackOfficeScene): Promise<readonly [RecordsOfOpl, RecordsOfOpl]> {
  return [await seedOpl(scene, QUERETARO), await seedOpl(scene, JALISCO)];
}

async function seedOpl(scene: BackOfficeScene, opl: Opl): Promise<RecordsOfOpl> {
  const { entidad } = opl;
  const { ids, contest, aspirantId, auxiliary, device, supportId } = await seedWorld(scene, opl);
  const { app, base, clock } = scene;
  const dispatcher = app.get(Dispatcher);
  const id = (name: string): string => ids[name] ?? '';
  const { processId, idProceso, officeId } = contest;
  const accountId = id('cuentas');
  const reviewerId = await activeOfficial(dispatcher, system, clock.now(), { entidad });

  // A support that cannot be decrypted, one whose read CIC differs from the typed one, and one erased on its device.
  const unreadable = await sealSupport(app, device, { number: 2, data: WRONG_KEY });
  const replaced = await sealSupport(app, device, { number: 3, data: { fieldsRead: { cic: '987654321' } } });
  for (const support of [unreadable, replaced]) await sendSupport(base, support);
  await reportErased(base, [await sealSupport(app, device, { number: 4 })]);

  const unlisted = auxiliaryCalled('Paz', 'Ríos', 1);
  const file = await importFile([importRow(unlisted)]);
  const { importId } = await dispatcher.run(system, new ImportAuxiliaries({ aspirantId, file }));
  const custody = { aspirantId, reference: 'OF-1', reason: 'Por acuerdo del Consejo' };
  const { requestId: custodyRequestId } = await dispatcher.run(system, new RequestCustody(custody));
  await setPassword(dispatcher, accountId);
  await dispatcher.run(system, new UploadDeclaration({ accountId, scan: new Uint8Array(scannedPdf('firmada')) }));
  await drain(app);
  await dispatcher.run(system, new AssignWorkload({ processId, reviewerId, count: 1 }));
  // No support has been matched with the closing cut yet.
  const cut = `Corte de cierre de ${entidad}`;
  await loadRoll(app.get(AppConfig).ownerDatabaseUrl, [ANA], { name: cut });
  await dispatcher.run(system, new DesignateClosingCut({ processId, cut }));

  const [date] = await asOwner(app).execute<{ id: string }[]>(
    'select id from processes.calendar_date where process_id = ?',
    [processId],
  );
  const shared: SharedRecords = {
    ...{
      entidad,
      processId,
      idProceso,
      officeId,
      aspirantId,
      supportId,
      accountId,
      reviewerId,
      importId,
      custodyRequestId,
    },
    dateId: date?.id ?? '',
    auxiliaryId: auxiliary.auxiliaryId,
    deviceId: device.deviceId,
    requestId: id('solicitudes-de-cuentas'),
    deliveryId: id('entregas'),
    jobId: id('trabajos'),
  };
  let records: RecordsOfOpl = { ...shared };
  for (const { seed } of (await contextRecords()).values()) {
    records = { ...records, ...(await seed?.(scene, shared)) };
  }
  return records;
}

/** Record data with a key other than the one that encrypts the parts. */
const WRONG_KEY = { fieldsRead: {}, key: Buffer.alloc(32).toString('base64url') };
