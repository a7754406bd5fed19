import { expect } from '@jest/globals';
import { UNDO_MS } from '../../../src/contexts/control-desk/index.js';
import { compactDecrypt, importJWK, type JWK } from 'jose';
import { findPerson, type InventedPerson } from '../../builders/index.js';
import { eventually } from '../eventually.js';
import { Phone } from '../phone.js';
import { BackOffice, type LocalDateTime } from './back-office.js';
import { Portal } from './portal.js';
import { contentOf, type WorkflowScene } from './workflow-scene.js';
import { fillField } from '../fill-field.js';

const DAY = 86_400_000;
const ASPIRANT = 'aspirante@correo.example';
const AUXILIARY = 'auxiliar@correo.example';
const CITIZEN = 'ciudadana@correo.example';

const inRoll = (type: string, start: number): InventedPerson =>
  findPerson(
    (one) =>
      one.registryStatus === 'lista-nominal' &&
      one.entidad === '22' &&
      one.fechaNacimiento < '2005' &&
      one.credentialType === type,
    start,
  );

/**
 * Runs the main workflow through the user interface only, each person in their own window (§5–§8, §10–§11, §13), from
 * the creation of the process to the citizen's record in the decrypted results. Checks every step.
 */
export async function runMainWorkflow(scene: WorkflowScene): Promise<void> {
  const [aspirant, auxiliary, citizen] = [inRoll('E', 500), inRoll('G', 800), inRoll('E', 1200)];

  // 1. The OPL creates process, period and keys, registers the aspirant, prints the sheet, confirms (§5).
  const opl = await BackOffice.signIn(scene, 'administracion.qro@ine.mx');
  const now = scene.clock.now().getTime();
  const idProceso = await opl.createsContest({ opensAt: moment(now - DAY), closesAt: moment(now + 5 * DAY) });
  expect(idProceso).not.toBe('');
  const keyFile = await opl.makesKeys();
  const privateKey = JSON.parse((await contentOf(keyFile)).toString()) as JWK;
  expect(privateKey).toHaveProperty('d');
  const folioOfAspirant = await opl.registersAspirant(aspirant, ASPIRANT);
  const sheet = await contentOf(await opl.confirmsAspirant());
  expect(sheet.subarray(0, 5).toString()).toBe('%PDF-');
  const confirmation = await scene.mailTo(ASPIRANT, /Registro confirmado/);
  expect(confirmation.text).toContain(folioOfAspirant);

  // 2. The aspirant signs in with Google and adds an auxiliary, who gets both ids by e-mail (§6.4–6.5).
  const portal = await Portal.signIn(scene, ASPIRANT);
  await portal.addsAuxiliary(auxiliary, AUXILIARY);
  const welcome = await scene.mailTo(AUXILIARY, /Alta como auxiliar/);
  expect(welcome.text).toContain(idProceso);
  const idAuxiliar = /Alta como auxiliar · (\S+)/.exec(welcome.subject ?? '')?.[1] ?? '';

  // 3. The auxiliary registers the phone and captures a support offline (§7.2–7.4, §8.1–8.12).
  const window = await scene.telephone();
  const phone = await Phone.open(window.context(), { base: scene.base, idProceso }, scene.camera);
  await phone.registers({ email: AUXILIARY, idAuxiliar }, auxiliary);
  await phone.unlocks();
  await phone.seesTitle('Persona aspirante');
  await phone.page.getByText('Demostración.').waitFor();
  await scene.picture(phone.page, 'app-aspirante');
  await phone.page.context().setOffline(true);
  await phone.captures(citizen);
  await fillField(phone.page.getByLabel(/Correo electrónico de la persona/), CITIZEN);
  const folio = await phone.stores();
  await scene.picture(phone.page, 'app-folio');

  // 4. The phone sends it, shows the receipt and deletes the record; the receipt also arrives by e-mail (§10.3–10.4).
  await phone.press('Continuar');
  await phone.press('Volver');
  expect((await phone.storage())['containers']).toHaveLength(1);
  await phone.page.context().setOffline(false);
  await phone.press(/^Envíos y acuses/);
  await phone.page.getByText(/^Recibido el/).waitFor();
  await scene.picture(phone.page, 'app-acuses');
  expect((await phone.storage())['containers']).toHaveLength(0);
  const receipt = await scene.mailTo(AUXILIARY, /Acuse de recibo/);
  expect(receipt.text).toContain(folio);

  // 5. Verification finds the citizen in the roll and sends a receipt that does not name the aspirant (decision 9).
  const citizenReceipt = await scene.mailTo(CITIZEN, /Acuse de recibo/);
  expect(citizenReceipt.text).toContain(folio);
  expect(citizenReceipt.text).not.toContain(aspirant.paterno);

  // 6. DERFE assigns the record to the reviewer, who finds no inconsistency (§11.1–11.5).
  const derfe = await BackOffice.signIn(scene, 'operacion.derfe@ine.mx');
  await derfe.assignsWorkload();
  const reviewer = await BackOffice.signIn(scene, 'revision.qro@ine.mx');
  await reviewer.reviewsWithoutInconsistency();
  scene.clock.advance(UNDO_MS);

  // 7. When the verdict can no longer be undone, the aspirant sees it counted, under the notice that all data is preliminary (§6.2–6.3).
  await eventually('the verdict in the portal', async () => {
    const seen = await portal.readsSupport(folio);
    return /su revisión no tiene inconsistencias/.test(seen) ? seen : undefined;
  });

  // 8. DERFE closes the process more than 24 hours after the period; the OPL opens the results with its key (§13).
  scene.clock.advance(7 * DAY);
  const closing = await BackOffice.signIn(scene, 'administracion.derfe@ine.mx');
  await closing.closesProcess(idProceso);
  const receiving = await BackOffice.signIn(scene, 'administracion.qro@ine.mx');
  const delivery = (await contentOf(await receiving.downloadsResults(idProceso))).toString();
  const { plaintext } = await compactDecrypt(delivery, await importJWK(privateKey, 'ECDH-ES+A256KW'));
  const lines = Buffer.from(plaintext)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0]).toMatchObject({ type: 'header', idProceso, records: 1 });
  expect(lines.find(({ type }) => type === 'record')).toMatchObject({ folio, reportedClass: 'valido' });
  expect(JSON.stringify(lines)).toContain(citizen.cic);
  await receiving.opensResults(keyFile, folio);
}

/** An instant in hora centro, which has had no daylight saving time since 2022. */
function moment(instant: number): LocalDateTime {
  const local = new Date(instant - 6 * 3_600_000).toISOString();
  const [year = '', month = '', day = ''] = local.slice(0, 10).split('-');
  return { day: `${day}/${month}/${year}`, time: local.slice(11, 16) };
}
