/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Browser, BrowserContext } from 'playwright-core';
import { credentialBack, credentialFront, findPerson, livePhoto } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { appFaults } from '../support/app-faults.js';
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
    phone = await Phone.registered(context, scene);
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

  const begins = async (type: string): Promise<void> => {
    await phone.press('Captar un apoyo');
    await phone.press('La persona está de acuerdo');
    await phone.press(new RegExp(`^Tipo ${type}`));
    await phone.seesTitle('Anverso de la credencial');
  };
  const refuses = async (): Promise<void> => {
    await phone.press('La persona no desea continuar');
    await phone.press('Terminar y borrar lo captado');
    await phone.seesTitle('Persona aspirante');
  };
  /** Until a field holds it. */
  const shows = (value: string) =>
    phone.page.waitForFunction(
      (wanted) => Array.from(document.querySelectorAll('input')).some((one) => one.value === wanted),
      value,
    );
  const says = (text: string | RegExp) => phone.page.getByText(text).first().waitFor();

  it(
    'fills the fields of a card of the newest model by itself, and holds what is typed against what was read (§8.7)',
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
      await phone.press('Tomar la fotografía');
      await page.getByRole('img', { name: 'Anverso de la credencial' }).waitFor();
      faults.push(...(await appFaults(page, 'anverso-tomado')));
      // Again, as often as one likes (§8.6).
      await phone.press('Repetir la fotografía');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.shows(await credentialBack(person));
      await phone.press('Tomar la fotografía');
      await says('Datos leídos.');
      await phone.press('Usar esta fotografía');
      faults.push(...(await appFaults(page, 'original')));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      const cic = page.getByLabel('CIC', { exact: true });
      await says('Leído de la credencial');
      expect(await cic.inputValue()).toBe(person.cic);
      expect(await page.getByLabel('Identificador del ciudadano').inputValue()).toBe(person.identificadorCiudadano);
      expect(await cic.getAttribute('inputmode')).toBe('numeric');
      faults.push(...(await appFaults(page, 'datos-leidos')));
      await fillField(cic, '12345');
      await cic.blur();
      await says('El CIC lleva 9 números. Revíselo en el reverso.');
      await says(/usted escribió otro dato/);
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
    'fills the OCR of a card without MRZ, and one tap leads to typing while it still reads (§8.7)',
    async () => {
      const person = ofType('C');
      const { page } = phone;
      await begins('C');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.photographs(await credentialBack(person));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      await shows(person.ocr);
      await phone.types(person);
      await phone.press('Confirmar datos');
      await refuses();

      // Nobody answers the next reading.
      await page.evaluate(() => {
        Worker.prototype.postMessage = () => undefined;
      });
      await begins('C');
      await phone.photographs(await credentialFront(person));
      await phone.seesTitle('Reverso de la credencial');
      await phone.photographs(await credentialBack(person));
      await page.getByRole('checkbox').check();
      await phone.press('Continuar');
      await says('Leyendo la credencial… No hace falta esperar.');
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
    'says what hinders while one aims at a card, and after three poor shots leaves it to the person (§8.4, §8.6)',
    async () => {
      const person = ofType('E');
      const { page } = phone;
      await begins('E');
      await phone.shows(await plain('#141210'));
      await says(/^Hay poca luz/);
      await phone.shows(await plain('#6d5a48'));
      await says(/^No se ve la credencial|^Se ve borrosa/);
      await phone.shows(await credentialFront(person, { blur: 9 }));
      await says(/^Se ve borrosa/);
      const keep = page.getByRole('button', { name: 'Usar la fotografía así' });
      for (const _try of [1, 2]) {
        await phone.press('Tomar la fotografía');
        await says(/^Se ve borrosa/);
        await page.getByRole('button', { name: 'Repetir la fotografía' }).waitFor();
        expect(await keep.count()).toBe(0);
        await phone.press('Repetir la fotografía');
      }
      await phone.press('Tomar la fotografía');
      await keep.waitFor();
      await phone.press('Repetir la fotografía');
      await phone.shows(await credentialFront(person));
      await says('Acomode el frente en el marco');

      // What cannot be read alone is read from the frames that led to the shot.
      await page.evaluate(countFrames);
      await phone.shows(await credentialBack(person));
      await says('Acomode el frente en el marco');
      await phone.press('Tomar la fotografía');
      await says('No se pudo leer. Parece el otro lado de la credencial. Voltéela.');
      const [alone, burst] = await page.evaluate(() => (globalThis as unknown as { asked: number[] }).asked);
      expect(alone).toBe(1);
      expect(burst).toBeGreaterThan(1);
    },
    LONG,
  );

  it(
    'says why there is no camera and the way on, rests while it is not on view, and never offers a file (§8.4)',
    async () => {
      const { page } = phone;
      const faults: unknown[] = [];
      const open = (count: number) =>
        page.waitForFunction(
          (wanted) => (globalThis as unknown as { openCameras: () => number }).openCameras() === wanted,
          count,
        );
      await phone.refusesCamera('NotAllowedError');
      await begins('E');
      await says(/no tiene permiso para usar la cámara/);
      faults.push(...(await appFaults(page, 'camara-negada')));
      for (const [name, text] of [
        ['NotReadableError', /^Otra aplicación está usando la cámara/],
        ['NotFoundError', /^No se encontró una cámara/],
      ] as const) {
        await phone.refusesCamera(name);
        await phone.press('Intentar con la cámara de nuevo');
        await says(text);
      }
      await phone.refusesCamera(undefined);
      await phone.press('Intentar con la cámara de nuevo');
      await page.getByRole('button', { name: 'Tomar la fotografía' }).waitFor();
      await open(1);
      await phone.losesCamera();
      await says(/^La cámara se interrumpió/);
      await phone.press('Intentar con la cámara de nuevo');
      await open(1);
      await page.evaluate(visible, false);
      await open(0);
      await page.evaluate(visible, true);
      await open(1);
      await says('Acomode el frente en el marco');
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await phone.press('Volver');
      await open(0);
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'asks for another photograph when there is no face, or two, and keeps one only when the person says so (§8.8–8.9)',
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
      await says(/^No se ve un rostro|^Acérquese/);
      await phone.shows(
        await faces(face, [
          { left: 440, height: 620 },
          { left: 940, height: 620 },
        ]),
      );
      await says(/^Hay dos rostros/);
      faults.push(...(await appFaults(page, 'dos-rostros')));
      await phone.press('Tomar la fotografía');
      await page.getByRole('img', { name: 'Fotografía de la persona' }).waitFor();
      await says(/^Hay dos rostros/);
      const keep = page.getByRole('button', { name: 'Usar la fotografía así' });
      expect(await keep.count()).toBe(0);
      await phone.press('Repetir la fotografía');
      await phone.shows(await faces(face, [{ left: 790, height: 440 }]));
      await says('Acérquese un poco.');
      for (const _try of [2, 3]) {
        await phone.press('Tomar la fotografía');
        await says('Acérquese un poco.');
        if (_try === 2) await phone.press('Repetir la fotografía');
      }
      await keep.waitFor();
      await says(/la mesa de control sabrá/);
      faults.push(...(await appFaults(page, 'rostro-sin-aceptar')));
      await phone.press('Repetir la fotografía');
      // What the builders draw is a face, too.
      await phone.shows(await livePhoto(person));
      await says('De frente, con el rostro descubierto');
      await phone.photographs(await faces(face, [{ left: 560, height: 900 }]));
      await phone.seesTitle('Firma de la persona');
      expect(faults).toEqual([]);
    },
    LONG,
  );
});

/** Runs in the page: as the phone says whether the app is on view. */
function visible(on: boolean): void {
  Object.defineProperty(document, 'visibilityState', { value: on ? 'visible' : 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Runs in the page: notes how many frames each reading is given. */
function countFrames(): void {
  const asked: number[] = [];
  const post = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...given: unknown[]) => void;
  Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]): void {
    const { frames } = given[0] as { frames?: readonly unknown[] };
    if (frames) asked.push(frames.length);
    post.apply(this, given);
  } as Worker['postMessage'];
  Object.assign(globalThis, { asked });
}

function plain(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1920, height: 1080, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** The person of the fixture, once or more, before a plain wall. */
async function faces(face: Buffer, places: readonly { left: number; height: number }[]): Promise<Buffer> {
  const layers = await Promise.all(
    places.map(async ({ left, height }) => ({
      input: await sharp(face).resize({ height }).toBuffer(),
      left,
      top: Math.round((1080 - height) * 0.6),
    })),
  );
  return sharp(await plain('#9a958c'))
    .composite(layers)
    .jpeg()
    .toBuffer();
}
