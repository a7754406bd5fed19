import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Locator } from 'playwright-core';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { findPerson } from '../builders/index.js';
import { appFaults } from '../support/app-faults.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser } from '../support/browser.js';
import { at, CAPTURE_STEPS, capturesUpTo, completesSteps, dumpStorage } from '../support/capture-steps.js';
import { interruptAt, nextCounter, storesUnderNextFolio } from '../support/interruption.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const LONG = 300_000;
const ENDS = 'Terminar y borrar lo captado';

describe('capturing in the app (§8.8, §8.11–8.12, decision 3)', () => {
  let scene: AppScene;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Phone;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    context = await phoneContext(browser);
    phone = await Phone.openRegistered(context, scene);
    await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }, LONG);
  beforeEach(async () => {
    phone = await Phone.reopen(context, scene);
  });
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  it(
    'leaves nothing when the page crashes at a step, while sealing or before the read-back; no folio is reused (§8.11)',
    async () => {
      const { counter } = await nextCounter(phone);
      for (const point of ['datos', 'sealing', 'reading-back'] as const) {
        phone = await interruptAt({ context, scene, person: citizen }, phone, point);
      }
      // Two of the three had taken a folio number; both numbers are lost and never reused.
      expect((await nextCounter(phone)).counter).toBe(counter + 2);
      await storesUnderNextFolio(phone, citizen);
      await phone.press('Continuar');
      await phone.press('Volver');
      await phone.page.getByText('No hay apoyos por enviar').waitFor();
    },
    LONG,
  );

  it(
    'ends without a trace when the citizen declines, at the first step or a later one (§8.8)',
    async () => {
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const before = await storedExceptClock(phone);
      for (const step of ['aviso', 'firma'] as const) {
        await capturesUpTo(phone, citizen, step);
        await phone.press('La persona no desea continuar');
        await phone.press('Terminar y borrar lo captado');
        await phone.seesTitle('Persona aspirante');
        await phone.page.getByRole('alert').getByText('Se borró todo lo captado.').waitFor();
        expect(await storedExceptClock(phone)).toEqual(before);
      }
      // The next capture contains nothing from the previous one.
      await capturesUpTo(phone, citizen, 'anverso');
      await phone.page.getByRole('button', { name: 'Tomar la fotografía' }).waitFor();
      expect(await phone.page.getByRole('button', { name: 'Usar esta fotografía' }).count()).toBe(0);
    },
    LONG,
  );

  it.each([
    { width: 390, height: 844 },
    { width: 320, height: 568 },
  ])(
    'offers the refusal at all ten steps, never where a finger just tapped, on $width by $height (§8.8)',
    async (size) => {
      const { page } = phone;
      await page.setViewportSize(size);
      await page.evaluate(recordTaps);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      const seen = new Set<string>();
      phone.watch = async () => {
        const step = new URL(page.url()).pathname.split('/captura/')[1];
        if (step === undefined || step === 'aspirante') return;
        seen.add(step);
        const refusal = page.getByRole('button', { name: 'La persona no desea continuar' });
        expect([step, await isUnderLastTap(phone, refusal)]).toEqual([step, false]);
        await refusal.click();
        expect([step, await isUnderLastTap(phone, page.getByRole('button', { name: ENDS }))]).toEqual([step, false]);
        await page.getByRole('button', { name: 'La persona sí desea continuar' }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        // Forget the taps on the dialog: the user next taps the screen itself.
        await page.evaluate(recordTaps);
      };
      await capturesUpTo(phone, citizen, 'correo');
      await phone.press('Volver');
      phone.watch = undefined;
      expect([...seen].sort()).toEqual([...CAPTURE_STEPS].sort());
      expect(await appFaults(page, 'paso-firma')).toEqual([]);
      await phone.press('La persona no desea continuar');
      expect(await appFaults(page, 'negativa')).toEqual([]);
      await phone.press(ENDS);
      await phone.seesTitle('Persona aspirante');
      // Nor does a second tap there start the next capture.
      expect(await isUnderLastTap(phone, page.getByRole('button', { name: 'Captar un apoyo' }))).toBe(false);
      await page.setViewportSize({ width: 390, height: 844 });
    },
    LONG,
  );

  it(
    'lets no second tap at the same place act on the screen that just appeared (§8.7, §8.11, §16.4)',
    async () => {
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.actsLikePeople();
      const tapsTwice = async (action: string, title: string, next: RegExp): Promise<void> => {
        await phone.pressTwice(action, phone.title(title));
        await page.getByRole('button', { name: next }).waitFor();
        await phone.seesTitle(title);
      };
      await tapsTwice('Captar un apoyo', 'Aviso de privacidad', /^La persona está de acuerdo$/);
      await tapsTwice('La persona está de acuerdo', '¿Qué credencial presenta?', /^Tipo E/);
      await completesSteps(phone, citizen, 'tipo', 'original');
      await page.getByRole('checkbox').check();
      await tapsTwice('Continuar', 'Datos de la credencial', /^Confirmar datos$/);
      await completesSteps(phone, citizen, 'datos', 'correo');
      await context.setOffline(true);
      await tapsTwice('Siguiente', 'Apoyo guardado', /^Continuar$/);
    },
    LONG,
  );

  it(
    'shows the folio and its code on return if the app closed before the person left them (§8.11)',
    async () => {
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.setOffline(true);
      await phone.captures(citizen);
      const folio = await phone.stores();
      await page.getByText('El apoyo se guardó cifrado. Se enviará al tener conexión.').waitFor();
      await context.setOffline(false);
      await page.getByText('El apoyo se guardó cifrado y el INE ya lo recibió.').waitFor();
      const code = await page.getByLabel('Código de integridad', { exact: true }).textContent();
      expect(code).toMatch(/^[0-9a-f]{8}( [0-9a-f]{8}){7}$/);
      const showsCode = async (): Promise<void> => {
        await page.getByText('Mostrar el código QR').first().click();
        await page.getByRole('img', { name: 'Código QR con el folio y el código de integridad' }).waitFor();
        await page.getByText(code ?? '', { exact: true }).waitFor();
      };
      await page.reload();
      await page.getByText('El apoyo que captaba sí se guardó.').waitFor();
      await page.getByText(folio, { exact: true }).waitFor();
      await showsCode();
      expect(await appFaults(page, 'folio-al-volver')).toEqual([]);
      await phone.press('Entendido');
      expect(await page.getByText(folio, { exact: true }).count()).toBe(0);
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await page.getByText(folio, { exact: true }).waitFor();
      await showsCode();
      expect(await appFaults(page, 'envios-codigo')).toEqual([]);
    },
    LONG,
  );

  it(
    'is not reported as interrupted while it continues in another window',
    async () => {
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'tipo');
      const other = await Phone.open(context, scene);
      await other.page.getByText(/^Hoy lleva/).waitFor();
      expect(await other.page.getByText(/se interrumpió/).count()).toBe(0);
      await phone.page.close();
      await other.page.getByText(/se interrumpió en el paso 2 de 10/).waitFor();
    },
    LONG,
  );

  it(
    'keeps the screen on while the session is open, if the phone supports it (§8.1)',
    async () => {
      const { page } = phone;
      await page.evaluate(recordWakeLocks);
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await page.waitForFunction('awake.join() === "held"');
      await phone.press('Volver');
      await page.waitForFunction('awake.join() === "held,released"');
    },
    LONG,
  );

  it(
    'keeps captured data when the user goes back, and asks before discarding it',
    async () => {
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'datos');
      const [dialog] = await Promise.all([
        page.waitForEvent('dialog'),
        page.evaluate('void setTimeout(() => location.reload())'),
      ]);
      expect(dialog.type()).toBe('beforeunload');
      await dialog.dismiss();
      await at(phone, 'datos');
      await page.goBack();
      await page.goBack();
      await phone.seesTitle('Reverso de la credencial');
      await page.getByRole('img', { name: 'Reverso de la credencial' }).waitFor();
      for (const _step of ['reverso', 'anverso', 'tipo', 'aviso']) await page.goBack();
      await phone.seesTitle('¿Dejar este apoyo?');
      // The phone's back button does not bypass the question.
      await page.goBack();
      await phone.seesTitle('¿Dejar este apoyo?');
      await phone.press('Seguir con este apoyo');
      await at(phone, 'datos');
      await page.goBack();
      expect(await page.getByRole('checkbox').isChecked()).toBe(true);
      await page.goForward();
      await at(phone, 'datos');
      await phone.types(citizen);
      await phone.press('Confirmar datos');
      await phone.press('La persona no desea continuar');
      await phone.press('Terminar y borrar lo captado');
      await phone.seesTitle('Persona aspirante');
    },
    LONG,
  );

  it(
    'shows folio and integrity code as a QR code that a camera reads, on small and large screens (§8.11, decision 9)',
    async () => {
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.setOffline(true);
      await phone.captures(citizen);
      const folio = await phone.stores();
      const [record] = ((await phone.storage())['records'] ?? []).map(
        (row) => JSON.parse(row) as { folio: string; integrityCode: string },
      );
      expect(record?.folio).toBe(folio);
      const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
      prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
      for (const width of [320, 390, 768]) {
        await page.setViewportSize({ width, height: width === 320 ? 568 : 844 });
        const qr = page.getByRole('img', { name: 'Código QR con el folio y el código de integridad' });
        const box = await qr.boundingBox();
        expect(box?.width).toBeGreaterThanOrEqual(Math.min(280, width - 48));
        // Simulates the camera of another phone: smaller and slightly blurred.
        const seen = await sharp(await qr.screenshot())
          .resize(180)
          .blur(0.6)
          .png()
          .toBuffer();
        const [read] = await readBarcodes(new Uint8Array(seen), { formats: ['QRCode'] });
        expect(read?.text).toContain(folio);
        expect(read?.text).toContain(record?.integrityCode);
      }
    },
    LONG,
  );

  it(
    'warns before an idle session discards a capture, and then requires the password (§8.1)',
    async () => {
      // Install the clock before the app starts: the app measures the server's time from then on.
      await context.clock.install();
      phone = await Phone.reopen(context, scene);
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await capturesUpTo(phone, citizen, 'tipo');
      await page.clock.fastForward('10:01');
      await page.getByRole('heading', { name: '¿Sigue captando?' }).waitFor();
      await phone.press('Seguir captando');
      await at(phone, 'tipo');
      await page.clock.fastForward('09:30');
      expect(await page.getByRole('heading', { name: '¿Sigue captando?' }).count()).toBe(0);
      await page.clock.fastForward('00:31');
      await page.getByRole('heading', { name: '¿Sigue captando?' }).waitFor();
      expect(await appFaults(page, 'idle-warning')).toEqual([]);
      await page.clock.fastForward('01:00');
      await page
        .getByText(
          /se interrumpió en el paso 2 de 10, «Tipo de credencial»: nadie tocó el teléfono y la sesión se cerró/,
        )
        .waitFor();
      expect(await appFaults(page, 'unlock-interrupted')).toEqual([]);
      await fillField(page.getByLabel('Contraseña de este teléfono'), PASSWORD);
      await phone.press('Entrar');
      await phone.seesTitle('Persona aspirante');
    },
    LONG,
  );
});

/** Whether a second tap at the place of the last one would press the button. */
async function isUnderLastTap({ page }: Phone, button: Locator): Promise<boolean> {
  const box = await button.boundingBox();
  if (!box) throw new Error('no such button');
  const tap = await page.evaluate(() => (globalThis as unknown as { lastTap?: { x: number; y: number } }).lastTap);
  if (!tap) return false;
  return tap.x >= box.x && tap.x <= box.x + box.width && tap.y >= box.y && tap.y <= box.y + box.height;
}

/** Runs in the page: forgets the last tap, and records the next ones. */
function recordTaps(): void {
  const known = globalThis as { lastTap?: object; recordsTaps?: boolean };
  delete known.lastTap;
  if (known.recordsTaps) return;
  known.recordsTaps = true;
  const record = ({ clientX: x, clientY: y }: PointerEvent): void => {
    known.lastTap = { x, y };
  };
  addEventListener('pointerdown', record, { capture: true });
}

/** Everything the phone stores except the running clock, which changes regardless of captures. */
async function storedExceptClock({
  page,
}: Phone): Promise<{ readonly text: string; readonly cached: readonly string[] }> {
  const { text, cached } = await dumpStorage(page);
  const withoutClock = text.replace(/"elapsed":\d+,"deviceAt":\d+/g, '"running":0');
  expect(withoutClock).not.toBe(text);
  return { text: withoutClock, cached };
}

/** Runs in the page: replaces the wake lock, which a headless browser lacks, with one that records its use. */
function recordWakeLocks(): void {
  const awake: string[] = [];
  const request = () => {
    awake.push('held');
    return Promise.resolve({
      release: () => {
        awake.push('released');
        return Promise.resolve();
      },
    });
  };
  Object.assign(globalThis, { awake });
  Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
}
