import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { SetAssistedCapture } from '../../src/contexts/processes/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { findPerson, type InventedPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { at, capturesUpTo, completesSteps } from '../support/capture-steps.js';
import { Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const OFFER = 'No puede firmar, ver o estar quieta: captura asistida';
const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const LONG = 300_000;

describe('assisted capture in the app (decision 31, §8.10)', () => {
  let scene: AppScene;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Phone;
  let auxiliary: InventedPerson | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    context = await phoneContext(browser, { serviceWorkers: 'block' });
    const [registered] = scene.citizens;
    auxiliary = registered;
    await Phone.openRegistered(context, scene);
  }, LONG);
  beforeEach(async () => {
    phone = await Phone.reopen(context, scene);
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const setAssistedCapture = async (allowed: boolean): Promise<void> => {
    const [process] = await scene.sql<{ id: string }>('select id from processes.process');
    const rule = { processId: process?.id ?? '', allowed, reasons: ['No puede firmar', 'No puede ver'] };
    const agreement = allowed ? 'IEEQ/CG/A/012/27' : '';
    await scene.app.get(Dispatcher).run(systemActor('spec'), new SetAssistedCapture({ ...rule, agreement }));
  };
  const checkPage = async (name: string): Promise<void> => {
    expect(await appFaults(phone.page, name)).toEqual([]);
  };

  it(
    'is not offered unless the OPL allows it',
    async () => {
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'firma');
      await phone.page.getByRole('button', { name: 'Guardar la firma' }).waitFor();
      expect(await phone.page.getByRole('button', { name: OFFER }).count()).toBe(0);
      await phone.page.getByText('¿La persona no puede firmar, ver o estar quieta?').click();
      await phone.page.getByText(/su OPL no la permite en este proceso/).waitFor();
      await phone.signs('Guardar la firma');
      await phone.stores();
      await checkPage('folio');
      await phone.press('Continuar');
      await phone.press('Volver');
    },
    LONG,
  );

  it(
    'seals the mark, the reason, and the name and signature of the witness, and loses nothing when the user goes back',
    async () => {
      const { page } = phone;
      await setAssistedCapture(true);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'datos');
      // The reader may not find the name in time.
      await phone.typesName(citizen);
      await completesSteps(phone, citizen, 'datos', 'firma');
      await checkPage('firma');
      await phone.press(OFFER);
      await phone.press('Continuar');
      await page.getByText(/Elija el motivo/).waitFor();
      await page.getByText('Escriba el nombre y los apellidos del testigo.').waitFor();
      await checkPage('asistida');
      await page.getByRole('radio', { name: 'No puede firmar' }).check();
      await page.getByRole('radio', { name: /Una cruz/ }).check();
      const witness = page.getByLabel('Nombre completo del testigo');
      // Neither the auxiliary, however they write their name, nor the citizen nor the aspirant can be the witness.
      const { nombre, paterno } = auxiliary ?? citizen;
      await fillField(witness, `${paterno.toLowerCase()} ${nombre.toLowerCase()}`);
      await phone.press('Continuar');
      await page.getByText(/^Usted no puede ser el testigo/).waitFor();
      await fillField(witness, `${citizen.nombre} ${citizen.paterno} ${citizen.materno}`);
      await phone.press('Continuar');
      await page.getByText(/^Es el nombre de la persona que da el apoyo/).waitFor();
      const [held] = (await phone.storage())['enrolments'] ?? [];
      const { lease } = JSON.parse(held ?? '{}') as { lease: { aspirant: { name: string } } };
      await fillField(witness, lease.aspirant.name);
      await phone.press('Continuar');
      await page.getByText(/^Es el nombre de la persona aspirante/).waitFor();
      await fillField(witness, '  Rosa  Ejemplo Testigo ');
      await phone.press('Continuar');
      await phone.press('Guardar la marca');
      await page.getByText('Falta la marca. Pídala dentro del recuadro.').waitFor();
      await page.getByRole('img', { name: 'Recuadro para firmar' }).tap();
      await checkPage('marca');
      await phone.press('Guardar la marca');
      await phone.seesTitle('Firma del testigo');
      await page.getByText('Aviso de privacidad', { exact: true }).click();
      await page.getByText(/^El Instituto Nacional Electoral \(INE\) es responsable/).waitFor();
      await checkPage('testigo');
      await phone.signs('Guardar la firma del testigo');
      await at(phone, 'correo');
      await page.goBack();
      await page.getByRole('img', { name: 'Firma del testigo' }).waitFor();
      await page.goBack();
      await page.getByRole('img', { name: 'Marca de la persona' }).waitFor();
      await phone.press('Guardar la marca');
      await page.getByRole('img', { name: 'Firma del testigo' }).waitFor();

      // Another witness must sign again, and another kind of mark must be made again.
      await page.goBack();
      await page.goBack();
      await fillField(page.getByLabel('Nombre completo del testigo'), 'Julia Ejemplo Testigo');
      await phone.press('Continuar');
      await page.getByRole('img', { name: 'Marca de la persona' }).waitFor();
      await phone.press('Guardar la marca');
      await phone.seesTitle('Firma del testigo');
      await phone.signs('Guardar la firma del testigo');
      await at(phone, 'correo');
      for (const title of ['Firma del testigo', 'Marca de la persona']) {
        await page.goBack();
        await phone.seesTitle(title);
      }
      await page.goBack();
      await page.getByRole('radio', { name: /^Su firma/ }).check();
      await phone.press('Continuar');
      await phone.seesTitle('Firma de la persona');
      await page.getByRole('img', { name: 'Recuadro para firmar' }).waitFor();
      await page.goBack();
      await page.getByRole('radio', { name: /Una cruz/ }).check();
      await phone.press('Continuar');
      await phone.seesTitle('Marca de la persona');
      await page.getByRole('img', { name: 'Recuadro para firmar' }).tap();
      await phone.press('Guardar la marca');
      await phone.press('Guardar la firma del testigo');
      const folio = await phone.stores();
      await phone.press('Continuar');
      await phone.press('Volver');
      await page.getByText('No hay apoyos por enviar').waitFor();
      const { assisted, reading, parts } = await scene.opened(folio);
      expect(assisted).toEqual({ reason: 'No puede firmar', witness: 'Julia Ejemplo Testigo', mark: 'mark' });
      expect(reading).toMatch(/^(succeeded|failed|skipped)$/);
      expect([...parts.keys()]).toEqual(['anverso', 'reverso', 'fotografia-viva', 'firma', 'firma-testigo']);
    },
    LONG,
  );

  it(
    'lets only the witness sign if the citizen cannot make a mark, and is no longer allowed once a lease does not allow it',
    async () => {
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'firma');
      await phone.press(OFFER);
      await page.getByRole('radio', { name: 'No puede firmar' }).check();
      await page.getByRole('radio', { name: /^Nada/ }).check();
      await fillField(page.getByLabel('Nombre completo del testigo'), 'Rosa Ejemplo');
      await phone.press('Continuar');
      await phone.signs('Guardar la firma del testigo');
      const folio = await phone.stores();
      await phone.press('Continuar');
      await phone.press('Volver');
      await page.getByText('No hay apoyos por enviar').waitFor();
      const { assisted, parts } = await scene.opened(folio);
      expect(assisted?.mark).toBe('none');
      expect([...parts.keys()]).toEqual(['anverso', 'reverso', 'fotografia-viva', 'firma-testigo']);
      await setAssistedCapture(false);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const [stored] = (await phone.storage())['enrolments'] ?? [];
      expect((JSON.parse(stored ?? '{}') as { lease: { assisted?: object } }).lease.assisted).toBeUndefined();
    },
    LONG,
  );
});
