/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Browser, BrowserContext } from 'playwright-core';
import { credentialBack, credentialFront, findPerson, livePhoto } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { appFaults, enlargedFaults, sidewaysFaults } from '../support/app-faults.js';
import { launchBrowser } from '../support/browser.js';
import { Phone, phoneContext } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const ofType = (type: string) => findPerson(({ credentialType }) => credentialType === type, 500);
const LONG = 240_000;

describe('the camera of the capture app (§8.3–8.9)', () => {
  let scene: AppScene;
  let browser: Browser;
  let context: BrowserContext;
  let phone: Phone;

  beforeAll(async () => {
    browser = await launchBrowser();
    scene = await AppScene.open();
    context = await phoneContext(browser);
    phone = await Phone.openRegistered(context, scene);
  }, LONG);
  beforeEach(async () => {
    await phone.page.goto(`${scene.base}/app/`);
    await phone.unlocks();
    await phone.seesTitle('Persona aspirante');
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  });

  const startCapture = async (type: string): Promise<void> => {
    await phone.press('Captar un apoyo');
    await phone.press('La persona está de acuerdo');
    await phone.press(new RegExp(`^Tipo ${type}`));
    await phone.seesTitle('Frente de la credencial');
  };
  const decline = async (): Promise<void> => {
    await phone.press('La persona no desea continuar');
    await phone.press('Terminar y borrar lo captado');
    await phone.seesTitle('Persona aspirante');
  };
  /** Waits until a field has the value. */
  const waitForValue = (value: string) =>
    phone.page.waitForFunction(
      (wanted) => Array.from(document.querySelectorAll('input')).some((one) => one.value === wanted),
      value,
    );
  const waitForText = (text: string | RegExp) => phone.page.getByText(text).first().waitFor();

  it(
    'fills in the fields of the newest card type, and compares typed values with those read (§8.7)',
    async () => {
      const person = ofType('G');
      const { page } = phone;
      const faults: unknown[] = [];
      await phone.press('Captar un apoyo');
      await phone.press('La persona está de acuerdo');
      await phone.seesTitle('¿Qué credencial presenta?');
      faults.push(...(await appFaults(page, 'tipo')));
      await phone.press(/^Tipo G/);
      await phone.shows(await credentialFront(person));
      faults.push(...(await appFaults(page, 'anverso')));
      faults.push(...(await sidewaysFaults(page, 'anverso', '.stage')));
      await phone.press('Tomar la fotografía');
      await page.getByRole('img', { name: 'Frente de la credencial' }).waitFor();
      faults.push(...(await appFaults(page, 'anverso-tomado')));
      faults.push(...(await sidewaysFaults(page, 'anverso-tomado', '.stage')));
      faults.push(...(await enlargedFaults(page, 'anverso-tomado', '.stage')));
      // A photograph can be retaken any number of times (§8.6).
      await phone.press('Repetir la fotografía');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.shows(await credentialBack(person));
      await phone.press('Tomar la fotografía');
      await waitForText('Datos leídos.');
      await phone.press('Usar esta fotografía');
      faults.push(...(await appFaults(page, 'original')));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      const cic = page.getByLabel('CIC', { exact: true });
      await waitForText('Leído de la credencial');
      expect(await cic.inputValue()).toBe(person.cic);
      expect(await page.getByLabel('Identificador del ciudadano').inputValue()).toBe(person.identificadorCiudadano);
      expect(await cic.getAttribute('inputmode')).toBe('numeric');
      faults.push(...(await appFaults(page, 'datos-leidos')));
      faults.push(...(await enlargedFaults(page, 'datos-leidos', '.sides')));
      await fillField(cic, '12345');
      await cic.blur();
      await waitForText('El CIC lleva 9 números. Revíselo en el reverso.');
      await waitForText(/usted escribió otro dato/);
      faults.push(...(await appFaults(page, 'datos-distintos')));
      await page.getByRole('button', { name: 'Usar lo leído' }).click();
      expect(await cic.inputValue()).toBe(person.cic);
      await phone.press('Confirmar datos');
      await phone.seesTitle('Pida permiso para la fotografía');
      faults.push(...(await appFaults(page, 'consejos')));
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'fills in the OCR of a card without MRZ, and allows typing while the reader is still working (§8.7)',
    async () => {
      const person = ofType('C');
      const { page } = phone;
      await startCapture('C');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.photographs(await credentialBack(person));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      await waitForValue(person.ocr);
      await phone.types(person);
      await phone.press('Confirmar datos');
      await decline();

      // A clave that no other field of the card confirms is compared with its strip of the picture first.
      await startCapture('C');
      await phone.photographs(await credentialFront({ ...person, curp: ofType('E').curp }));
      await phone.seesTitle('Reverso de la credencial');
      await phone.photographs(await credentialBack(person));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      await page.getByRole('img', { name: 'Clave de elector en la credencial' }).waitFor();
      await fillField(page.getByLabel('Número de emisión'), person.numeroEmision);
      await phone.press('Confirmar datos');
      await waitForText('Compare letra por letra. Si son iguales, márquelo aquí; si no, corrija el dato.');
      expect(await appFaults(page, 'clave-propuesta')).toEqual([]);
      await page.getByRole('checkbox', { name: /^Es igual en la credencial/ }).check();
      await phone.press('Confirmar datos');
      await decline();

      // The next reading gets no answer.
      await page.evaluate(() => {
        Worker.prototype.postMessage = () => undefined;
      });
      await startCapture('C');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.photographs(await credentialBack(person));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      await waitForText('Leyendo la credencial… No hace falta esperar.');
      await phone.press('Escribir los datos');
      expect(
        await page.evaluate(() => document.activeElement?.closest('.field')?.querySelector('label')?.textContent),
      ).toBe('Clave de elector');
      await page.keyboard.type(person.claveElector.toLowerCase());
      expect(await page.getByLabel('Clave de elector').inputValue()).toBe(person.claveElector);
      await phone.types(person);
      await phone.press('Confirmar datos');
      await phone.seesTitle('Pida permiso para la fotografía');
    },
    LONG,
  );

  it(
    'shows problems while the user aims at a card, and allows a poor photograph of a card after two attempts (§8.4, §8.6)',
    async () => {
      const person = ofType('E');
      const { page } = phone;
      await startCapture('E');
      await phone.shows(await plainImage('#141210'));
      await waitForText(/^Hay poca luz/);
      await phone.shows(await plainImage('#6d5a48'));
      await waitForText(/^No se ve la credencial|^Se ve borrosa/);
      await phone.shows(await credentialFront(person, { blur: 9 }));
      await waitForText(/^Se ve borrosa/);
      const keep = page.getByRole('button', { name: 'Usar la fotografía así' });
      await phone.press('Tomar la fotografía');
      await waitForText(/^Se ve borrosa/);
      await page.getByRole('button', { name: 'Repetir la fotografía' }).waitFor();
      expect(await keep.count()).toBe(0);
      await phone.press('Repetir la fotografía');
      await phone.press('Tomar la fotografía');
      await keep.waitFor();
      await waitForText(/si los datos no se leen, los escribirá usted/);
      await phone.press('Repetir la fotografía');
      await phone.shows(await credentialFront(person));
      await waitForText('Acomode el frente en el marco');

      // If the photograph alone cannot be read, the reader uses the preceding frames.
      await page.evaluate(countFrames);
      await phone.shows(await credentialBack(person));
      await waitForText('Acomode el frente en el marco');
      await phone.press('Tomar la fotografía');
      await waitForText('No se pudo leer. Parece el otro lado de la credencial. Voltéela.');
      const [firstReading, secondReading] = await page.evaluate(
        () => (globalThis as unknown as { frameCounts: number[] }).frameCounts,
      );
      expect(firstReading).toBe(1);
      expect(secondReading).toBeGreaterThan(1);
    },
    LONG,
  );

  it(
    'explains a missing camera and how to proceed, stops the camera while the app is hidden, and never offers a file upload (§8.4)',
    async () => {
      const { page } = phone;
      const faults: unknown[] = [];
      const waitForOpenCameras = (count: number) =>
        page.waitForFunction(
          (wanted) => (globalThis as unknown as { openCameras: () => number }).openCameras() === wanted,
          count,
        );
      await phone.refusesCamera('NotAllowedError');
      await startCapture('E');
      await waitForText(/no tiene permiso para usar la cámara/);
      faults.push(...(await appFaults(page, 'camara-negada')));
      for (const [name, text] of [
        ['NotReadableError', /^Otra aplicación está usando la cámara/],
        ['NotFoundError', /^No se encontró una cámara/],
      ] as const) {
        await phone.refusesCamera(name);
        await phone.press('Intentar con la cámara de nuevo');
        await waitForText(text);
      }
      await phone.refusesCamera(undefined);
      await phone.press('Intentar con la cámara de nuevo');
      await page.getByRole('button', { name: 'Tomar la fotografía' }).waitFor();
      await waitForOpenCameras(1);
      await phone.losesCamera();
      await waitForText(/^La cámara se interrumpió/);
      await phone.press('Intentar con la cámara de nuevo');
      await waitForOpenCameras(1);
      await page.evaluate(setVisible, false);
      await waitForOpenCameras(0);
      await page.evaluate(setVisible, true);
      await waitForOpenCameras(1);
      await waitForText('Acomode el frente en el marco');
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await phone.press('Volver');
      await waitForOpenCameras(0);
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'asks for another photograph if one shows no face or two faces, and keeps it only if the user accepts it (§8.8–8.9)',
    async () => {
      const person = ofType('D');
      const { page } = phone;
      const faults: unknown[] = [];
      const face = await readFile(join(process.cwd(), 'test', 'fixtures', 'face.jpg'));
      await phone.capturesCard(person);
      await phone.types(person);
      await phone.press('Confirmar datos');
      await phone.press('La persona acepta: abrir la cámara');
      await phone.seesTitle('Fotografía de la persona');
      await phone.shows(await credentialBack(person));
      await waitForText(/^No se ve un rostro|^Acérquese/);
      await phone.shows(
        await faces(face, [
          { left: 440, height: 620 },
          { left: 940, height: 620 },
        ]),
      );
      await waitForText(/^Hay dos rostros/);
      faults.push(...(await appFaults(page, 'dos-rostros')));
      await phone.press('Tomar la fotografía');
      await page.getByRole('img', { name: 'Fotografía de la persona' }).waitFor();
      await waitForText(/^Hay dos rostros/);
      const keep = page.getByRole('button', { name: 'Usar la fotografía así' });
      expect(await keep.count()).toBe(0);
      await phone.press('Repetir la fotografía');
      await phone.shows(await faces(face, [{ left: 790, height: 440 }]));
      await waitForText('Acérquese un poco.');
      for (const attempt of [2, 3]) {
        await phone.press('Tomar la fotografía');
        await waitForText('Acérquese un poco.');
        if (attempt === 2) await phone.press('Repetir la fotografía');
      }
      await keep.waitFor();
      await waitForText(/la mesa de control sabrá/);
      faults.push(...(await appFaults(page, 'rostro-sin-aceptar')));
      await phone.press('Repetir la fotografía');
      // The drawn photograph of the builders also counts as a face.
      await phone.shows(await livePhoto(person));
      await waitForText('De frente, con el rostro descubierto');
      await phone.photographs(await faces(face, [{ left: 560, height: 900 }]));
      await phone.seesTitle('Firma de la persona');
      expect(faults).toEqual([]);
    },
    LONG,
  );
});

/** Runs in the page: changes the visibility of the document. */
function setVisible(on: boolean): void {
  Object.defineProperty(document, 'visibilityState', { value: on ? 'visible' : 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Runs in the page: records the number of frames of each reading. */
function countFrames(): void {
  const frameCounts: number[] = [];
  const post = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...args: unknown[]) => void;
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]): void {
    const { frames } = args[0] as { frames?: readonly unknown[] };
    if (frames) frameCounts.push(frames.length);
    post.apply(this, args);
  } as Worker['postMessage'];
  Object.assign(globalThis, { frameCounts });
}

function plainImage(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1920, height: 1080, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** The face of the fixture, once or more, on a plain background. */
async function faces(face: Buffer, positions: readonly { left: number; height: number }[]): Promise<Buffer> {
  const layers = await Promise.all(
    positions.map(async ({ left, height }) => ({
      input: await sharp(face).resize({ height }).toBuffer(),
      left,
      top: Math.round((1080 - height) * 0.6),
    })),
  );
  return sharp(await plainImage('#9a958c'))
    .composite(layers)
    .jpeg()
    .toBuffer();
}
