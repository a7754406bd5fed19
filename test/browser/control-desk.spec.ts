import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startJobs } from '../../src/app.js';
import {
  EnterSampleSeed,
  GetDeskRecord,
  ListDeskRecords,
  ListVerdictLists,
  OrderSecondReviews,
  PublishVerdictList,
  UNDO_MS,
  type DeskRecordDetail,
} from '../../src/contexts/control-desk/index.js';
import { ListAllProcesses } from '../../src/contexts/processes/index.js';
import { seedFoundation, seedPractice } from '../../src/demonstration/index.js';
import { OFFICIALS_PASSWORD, setPassword } from '../../src/demonstration/seed/officials.js';
import { activeOfficial } from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { randomId } from '../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { accountOf, BackOfficeScene } from '../support/back-office-scene.js';
import { launchBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { fillField } from '../support/fill-field.js';

const AXE = createRequire(import.meta.url).resolve('axe-core');
const ELECTORS = 10_000;
const test = systemActor('test');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe('the control desk by keyboard (§11)', () => {
  let scene: BackOfficeScene;
  let browser: Browser;
  let page: Page;
  let assigned: string[];

  beforeAll(async () => {
    scene = await BackOfficeScene.open();
    startJobs(scene.app);
    await seedFoundation(scene.app, { electors: ELECTORS });
    await seedPractice(scene.app);
    const dispatcher = scene.app.get(Dispatcher);
    const [process] = await dispatcher.ask(test, new ListAllProcesses({}));
    const records = await dispatcher.ask(
      test,
      new ListDeskRecords({ processId: process?.id ?? '', state: 'asignado' }),
    );
    assigned = records.map(({ supportId }) => supportId);
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

  const desk = () => page.getByRole('dialog', { name: 'Mesa de Control' });
  const shown = (record: DeskRecordDetail) => desk().getByText(record.folio, { exact: true }).waitFor();
  const recordOf = (nth: number): Promise<DeskRecordDetail> =>
    scene.app.get(Dispatcher).ask(test, new GetDeskRecord({ supportId: assigned[nth] ?? '' }));

  it('opens the first record of the workload, with its four images', async () => {
    expect(assigned.length).toBeGreaterThanOrEqual(2);
    await page.goto('/admin/pages/mesa-de-control');
    await page.getByRole('button', { name: /^Revisar \d/ }).press('Enter');
    await shown(await recordOf(0));
    await desk().locator('img').nth(3).waitFor();
  });

  it('has no axe-core violations', async () => {
    await page.evaluate(await readFile(AXE, 'utf8'));
    const { violations } = await page.evaluate<AxeResult>('axe.run("dialog")');
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it('masks personal data until the reviewer selects a reason from the list', async () => {
    await desk().getByText('•••').first().waitFor();
    await page.keyboard.press('v');
    await desk().getByRole('button', { name: 'Un dato no se lee en la imagen' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('v');
    await page.keyboard.press('s');
    await desk().getByRole('button', { name: 'Ocultar datos' }).waitFor();
    expect(await desk().getByText('•••').count()).toBe(0);
  });

  it('requires a reason if the criterion defines any; Enter gives the verdict and shows the next record', async () => {
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await desk().getByText('Elija el motivo de «Fotocopia de credencial».').waitFor();
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await shown(await recordOf(1));
    expect((await recordOf(0)).verdicts.at(-1)).toMatchObject({ verdict: 'fotocopia', subReason: 'fotocopia' });
  });

  it('lets the reviewer undo a verdict, which remains in the history (§11.5)', async () => {
    await desk().getByRole('button', { name: 'Deshacer' }).waitFor();
    await page.keyboard.press('z');
    await shown(await recordOf(0));
    await desk().getByText('deshecho').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await shown(await recordOf(1));
    const { verdicts } = await recordOf(0);
    expect(verdicts.map(({ verdict, undoneAt }) => [verdict, undoneAt !== null])).toEqual([
      ['fotocopia', true],
      ['sin-inconsistencia', false],
    ]);
    await page.keyboard.press('ArrowLeft');
    await desk().getByText('Ya tiene resultado: Sin inconsistencia').waitFor();
    await page.keyboard.press('ArrowRight');
    await shown(await recordOf(1));
  });

  it('returns to the record with the chosen verdict and note after the session has ended, and submits neither by itself', async () => {
    await page.keyboard.press('8');
    await page.keyboard.press('s');
    await page.locator('#nota:focus').waitFor();
    await page.keyboard.type('Hay un borde que no');
    await page.context().clearCookies();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/entrar?**');
    await fillField(page.getByLabel('Cuenta de acceso'), accountOf('opl-reviewer'));
    await fillField(page.getByLabel('Contraseña', { exact: true }), OFFICIALS_PASSWORD);
    await page.keyboard.press('Enter');
    await shown(await recordOf(1));
    await desk().getByText('con lo que había elegido').waitFor();
    expect(await page.locator('#nota').inputValue()).toBe('Hay un borde que no');
    expect(await desk().getByRole('button', { pressed: true }).count()).toBe(2);
    expect((await recordOf(1)).verdicts).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('accepts a note for «Otra» that was entered by keyboard', async () => {
    await page.keyboard.press('8');
    await page.keyboard.press('d');
    await page.locator('#nota:focus').waitFor();
    await page.keyboard.type('La tinta parece impresa');
    await page.keyboard.press('Enter');
    // The note field disappears with its record, whether another record follows or the workload ends.
    await page.locator('#nota').waitFor({ state: 'detached' });
    expect((await recordOf(1)).verdicts.at(-1)).toMatchObject({ verdict: 'otra', note: 'La tinta parece impresa' });
  });

  it('refuses an image to an official without the permission', async () => {
    const auditor = await scene.signIn('auditor');
    const answer = await scene.get(`/admin/evidencia/${assigned[0] ?? ''}/anverso`, auditor);
    expect(answer.status).toBe(403);
  });

  describe('for the sample of a published list (decision 50)', () => {
    let listId: string;

    const pageOf = async (account: string): Promise<Page> => {
      const context = await browser.newContext({ baseURL: scene.base, viewport: { width: 1366, height: 768 } });
      const [name = '', value = ''] = (await scene.signInTo(account)).split('=');
      await context.addCookies([{ name, value, url: `${scene.base}/admin` }]);
      return context.newPage();
    };

    beforeAll(async () => {
      const dispatcher = scene.app.get(Dispatcher);
      const colleague = await activeOfficial(dispatcher, test, scene.clock.now(), { account: 'segunda.qro@ine.mx' });
      await setPassword(dispatcher, colleague);
      scene.clock.advance(UNDO_MS);
      const { processId } = await recordOf(0);
      ({ listId } = await dispatcher.run(test, new PublishVerdictList({ processId, day: null })));
      await eventually('the list', async () => (await dispatcher.ask(test, new ListVerdictLists({}))).length > 0);
      for (const id of [randomId(), randomId()]) {
        await dispatcher.run({ ...test, id }, new EnterSampleSeed({ listId, seed: '7'.repeat(20) }));
      }
      await dispatcher.run(test, new OrderSecondReviews({ listId, size: 5000, aspirantId: null }));
    });

    it('shows a record to its second reviewer without the first verdict, and both to the supervisor who decides', async () => {
      const second = await pageOf('segunda.qro@ine.mx');
      await second.goto('/admin/pages/segundas-revisiones');
      await second.getByRole('button', { name: /^Hacer segundas revisiones/ }).press('Enter');
      const review = second.getByRole('dialog', { name: 'Segunda revisión' });
      await review.locator('img').nth(3).waitFor();
      expect(await review.getByText('Resultados dados').count()).toBe(0);
      const folio = (await review.locator('.code').first().innerText()).trim();
      await second.keyboard.press('7');
      await second.keyboard.press('Enter');
      await review.getByText(folio, { exact: true }).waitFor({ state: 'detached' });

      const supervisor = await pageOf(accountOf('opl-supervisor'));
      await supervisor.goto('/admin/pages/desacuerdos');
      await supervisor.getByRole('button', { name: /^Decidir/ }).press('Enter');
      const decision = supervisor.getByRole('dialog', { name: 'Revisiones que no coinciden' });
      await decision.getByText('Resultados que no coinciden: «Sin firma · segunda revisión»').waitFor();
      await supervisor.keyboard.press('7');
      await supervisor.locator('#nota').fill('El recuadro de la firma está vacío');
      await supervisor.keyboard.press('Enter');
      await decision.getByText('Ya decidió todos los registros').waitFor();
      await supervisor.context().close();
      await second.context().close();
    });
  });
});
