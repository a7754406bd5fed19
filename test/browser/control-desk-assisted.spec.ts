import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startJobs } from '../../src/app.js';
import { ListOfficials, SignInTickets } from '../../src/contexts/accounts/index.js';
import { AssignWorkload, GetDeskRecord, ListDeskRecords } from '../../src/contexts/control-desk/index.js';
import { SUGGESTED_REASONS } from '../../src/contexts/processes/index.js';
import { SimulatedDevice, type Capture } from '../../src/load/device/simulated-device.js';
import { subjectOf } from '../../src/demonstration/oauth-provider/index.js';
import { cast } from '../../src/demonstration/seed/cast.js';
import { seedFoundation } from '../../src/demonstration/seed/foundation.js';
import { OFFICIALS_PASSWORD } from '../../src/demonstration/seed/officials.js';
import { preparePractice } from '../../src/demonstration/seed/practice.js';
import { captureOf } from '../../src/demonstration/seed/supports.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { signatureImage, type InventedPerson } from '../builders/index.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { eventually } from '../support/eventually.js';
import { launchBrowser } from '../support/browser.js';
import { fillField } from '../support/fill-field.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const [REASON = ''] = SUGGESTED_REASONS;
/** Large enough to include the whole cast. */
const ELECTORS = 8000;
const test = systemActor('test');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('capture details on the control desk (§8.7, §11.5, decision 31)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let page: Page;
  let assistedId: string;

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    startJobs(scene.app);
    await seedFoundation(scene.app, { electors: ELECTORS });
    const dispatcher = scene.app.get(Dispatcher);
    const { processId, idProceso, auxiliaries } = await preparePractice(scene.app);
    const [{ email, idAuxiliar }] = auxiliaries as [(typeof auxiliaries)[number]];
    const identity = { provider: 'google', subject: subjectOf('google', email), email } as const;
    const [auxiliary] = cast.auxiliaries() as [InventedPerson];
    const own = await captureOf(auxiliary);
    const device = await SimulatedDevice.enrol(scene.base, scene.clock, {
      ticket: (await scene.app.get(SignInTickets).issue(identity)).ticket,
      idProceso,
      idAuxiliar,
      parts: own.parts.map((part) => (part.name === 'fotografia-viva' ? { ...part, name: 'selfie' } : part)),
    });
    const citizens = cast.citizens() as [InventedPerson, InventedPerson, InventedPerson];
    const [firstCitizen, secondCitizen, thirdCitizen] = citizens;
    const plain = await captureOf(firstCitizen);
    const { cic, ocr, identificadorCiudadano } = firstCitizen;
    const typedOnly = { fieldsRead: {}, fieldsTyped: { cic, ocr, identificadorCiudadano } };
    const assisted = await captureOf(secondCitizen);
    const selfWitnessed = await captureOf(thirdCitizen);
    const witness = { name: 'firma-testigo', mime: 'image/png', bytes: await signatureImage(auxiliary) } as const;
    const captures: readonly Capture[] = [
      { ...plain, ...typedOnly, reading: 'failed', faceCheck: 'overridden' },
      {
        ...assisted,
        parts: [...assisted.parts, witness],
        assisted: { reason: REASON, witness: 'Rosa Ejemplo Testigo', mark: 'mark' },
      },
      {
        ...selfWitnessed,
        parts: [...selfWitnessed.parts, witness],
        // Not as registered: the paternal surname comes first, without accents.
        assisted: { reason: REASON, witness: reordered(auxiliary), mark: 'mark' },
      },
    ];
    const desk = () => dispatcher.ask(test, new ListDeskRecords({ processId }));
    for (const [nth, capture] of captures.entries()) {
      await device.send(await device.capture(capture));
      await eventually('the record on the desk', async () => (await desk()).length > nth);
    }
    const {
      rows: [reviewer],
    } = await dispatcher.ask(test, new ListOfficials({ role: 'opl-reviewer', limit: 1 }));
    await dispatcher.run(test, new AssignWorkload({ processId, reviewerId: reviewer?.id ?? '', count: 3 }));
    assistedId = (await desk()).at(1)?.supportId ?? '';
    browser = await launchBrowser();
    page = await browser.newPage({ baseURL: scene.base, viewport: { width: 1366, height: 768 } });
    await page.goto('/admin/entrar');
    await fillField(page.getByLabel('Cuenta de acceso'), accountOf('opl-reviewer'));
    await fillField(page.getByLabel('Contraseña', { exact: true }), OFFICIALS_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin');
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const checkAccessibility = async (name: string): Promise<void> => {
    await page.evaluate(await readFile(AXE, 'utf8'));
    const { violations } = await page.evaluate<AxeResult>('axe.run("dialog")');
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const folder = process.env['SHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  };

  it('show that the reading failed and that the photograph was kept despite the warning', async () => {
    await page.goto('/admin/pages/mesa-de-control');
    await page.getByRole('button', { name: /^Revisar \d/ }).press('Enter');
    await page.getByText('Lectura fallida', { exact: true }).waitFor();
    await page.getByText('Fotografía conservada con aviso').waitFor();
    await page.locator('.mesa-image img').nth(3).waitFor();
    expect(await page.getByText('Captura asistida').count()).toBe(0);
    await checkAccessibility('desk-reading-failed');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
  });

  it('show reason, witness and five images of an assisted capture, which accepts only its own verdict reasons', async () => {
    await page.getByRole('heading', { name: 'Captura asistida' }).waitFor();
    await page.getByText(new RegExp(`^${REASON}\\. Marca en lugar de firma\\. Testigo: R•••`)).waitFor();
    await page.locator('.mesa-image img').nth(4).waitFor();
    await page.getByText('Firma del testigo').waitFor();
    await checkAccessibility('desk-assisted');
    await page.keyboard.press('7');
    await page.getByText('«Sin firma» no es resultado de una captura asistida.').waitFor();
    await page.keyboard.press('1');
    await page.getByText('Elija el motivo de «Sin inconsistencia».').waitFor();
    await page.keyboard.press('v');
    await page.getByRole('button', { name: 'Comparar con la credencial' }).waitFor();
    await page.keyboard.press('a');
    await page.getByText(/Testigo: Rosa Ejemplo Testigo/).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('body').innerText()).not.toContain('Testigo: Rosa');
    await page.emulateMedia({ media: 'screen' });
    expect(await page.getByText('El testigo lleva el nombre').count()).toBe(0);
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await page.getByText('El testigo lleva el nombre de la persona auxiliar que captó el apoyo').waitFor();
    const { verdicts } = await scene.app.get(Dispatcher).ask(test, new GetDeskRecord({ supportId: assistedId }));
    expect(verdicts).toMatchObject([
      { verdict: 'sin-inconsistencia', subReason: 'asistida-conforme', criteriaVersion: 2 },
    ]);
  });

  it('mark a record whose witness is the auxiliary, which was received like any other', async () => {
    await page.getByRole('heading', { name: 'Captura asistida' }).waitFor();
    await page.locator('.mesa-image img').nth(4).waitFor();
    await checkAccessibility('desk-own-witness');
    expect(await page.getByText('El testigo lleva el nombre de la persona que da el apoyo').count()).toBe(0);
  });
});

function reordered({ nombre, paterno, materno }: InventedPerson): string {
  return `${paterno} ${materno} ${nombre}`
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .toLowerCase();
}
