/// <reference lib="dom" />
// Code that runs in the page uses the DOM types.
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { FIELD_TEXTS } from '../../mobile/src/texts/fields.js';
import { credentialType } from '#electoral/identifiers';
import { credentialBack, credentialFront, livePhoto, type InventedPerson } from '../builders/index.js';
import type { AppScene, SceneAuxiliary } from './app-scene.js';
import type { FakeCamera } from './camera.js';
import { fillField } from './fill-field.js';

export const PASSWORD = 'caballo turquesa 47 lámparas';

/** A browser context of a phone: narrow, with touch, in Spanish. */
export function phoneContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ locale: 'es-MX', viewport: { width: 390, height: 844 }, hasTouch: true, ...options });
}

/** The server's URL and the process of the enrolment. */
export interface PhoneScene {
  readonly base: string;
  readonly idProceso: string;
}

/** An auxiliary's phone; finds the app's controls by their visible text. */
export class Phone {
  private constructor(
    readonly page: Page,
    private readonly scene: PhoneScene,
    private readonly camera: FakeCamera | undefined,
  ) {}

  /**
   * Without `camera`, a canvas replaces the page's camera; `shows` changes its picture.
   * @param everyMs interval between its frames.
   */
  static async open(context: BrowserContext, scene: PhoneScene, camera?: FakeCamera, everyMs = 200): Promise<Phone> {
    if (!camera) await context.addInitScript(canvasCamera, everyMs);
    await context.addInitScript(actsAtOnce);
    const page = await context.newPage();
    await page.goto(`${scene.base}/app/`);
    return new Phone(page, scene, camera);
  }

  /** Closes all pages and opens the app again, at its menu; the memory of the earlier pages is lost. */
  static async reopen(context: BrowserContext, scene: PhoneScene): Promise<Phone> {
    await context.setOffline(false);
    for (const former of context.pages()) await former.close();
    const phone = await Phone.open(context, scene);
    await phone.page.getByRole('button', { name: 'Captura de Datos' }).waitFor();
    return phone;
  }

  /** Opens the app and enrols the phone for a new auxiliary. */
  static async openRegistered(context: BrowserContext, scene: AppScene, everyMs?: number): Promise<Phone> {
    const phone = await Phone.open(context, scene, undefined, everyMs);
    const auxiliary = await scene.newAuxiliary();
    await phone.registers(auxiliary, auxiliary.person);
    return phone;
  }

  /** Called on each screen when it is complete, before a button is pressed. */
  watch: (() => Promise<void>) | undefined;

  async press(name: string | RegExp): Promise<void> {
    const button = this.page.getByRole('button', { name, exact: typeof name === 'string' });
    if (this.watch) {
      await button.waitFor();
      await this.watch();
    }
    await button.click();
  }

  /** Presses a button, waits for what appears, and then taps the same place again, as a double tap does. */
  async pressTwice(name: string, shown: Locator): Promise<void> {
    const button = this.page.getByRole('button', { name, exact: true });
    // Waits until the button accepts a tap.
    await button.click({ trial: true });
    const box = await button.boundingBox();
    if (!box) throw new Error(`no button ${name}`);
    const place = [box.x + box.width / 2, box.y + box.height / 2] as const;
    await this.page.mouse.click(...place);
    await shown.waitFor();
    await this.page.mouse.click(...place);
  }

  /** From now on new screens ignore taps at first, as they do for people. */
  async actsLikePeople(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as unknown as { actLikePeople: () => void }).actLikePeople();
    });
  }

  async seesTitle(name: string): Promise<void> {
    await this.title(name).waitFor();
  }

  title(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1 });
  }

  /** Shows a picture to the camera. */
  async shows(picture: Buffer): Promise<void> {
    if (this.camera) {
      await this.camera.shows(picture);
      await this.page.locator('video').evaluate(freshFrames, 4);
      return;
    }
    await this.page.evaluate(
      (url) => (globalThis as unknown as { show: (url: string) => Promise<void> }).show(url),
      `data:image/jpeg;base64,${picture.toString('base64')}`,
    );
    // A screen that opens later starts with this picture; an open one must first receive it.
    for (const video of await this.page.locator('video').all()) await video.evaluate(freshFrames, 2);
  }

  /** From now on the browser refuses the camera with this error name; undefined allows it again. */
  async refusesCamera(name: string | undefined): Promise<void> {
    await this.page.evaluate((given) => Object.assign(globalThis, { refusal: given }), name);
  }

  /** How many camera tracks of the page are live. */
  async openCameras(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as { openCameras: () => number }).openCameras());
  }

  /** Ends the camera tracks, as a phone call does. */
  async losesCamera(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as unknown as { loseCamera: () => void }).loseCamera();
    });
  }

  async photographs(picture: Buffer): Promise<void> {
    await this.shows(picture);
    await this.press('Tomar la fotografía');
    await this.press('Usar esta fotografía');
  }

  async signs(action: string): Promise<void> {
    const box = await this.page.getByRole('img', { name: 'Recuadro para firmar' }).boundingBox();
    if (!box) throw new Error('no signature pad is shown');
    const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
    await this.page.mouse.move(...at(0.1, 0.6));
    await this.page.mouse.down();
    for (const [x, y] of [
      [0.25, 0.2],
      [0.35, 0.7],
      [0.5, 0.3],
      [0.6, 0.75],
      [0.85, 0.4],
    ] as const) {
      await this.page.mouse.move(...at(x, y), { steps: 4 });
    }
    await this.page.mouse.up();
    await this.press(action);
  }

  /** Registration of an auxiliary, up to its password (§7.2–7.4). */
  async registers({ email, idAuxiliar }: Omit<SceneAuxiliary, 'person'>, person: InventedPerson): Promise<void> {
    await this.press(/^Registro de Auxiliar/);
    await this.signsIn({ email, idAuxiliar });
    await this.submitsIdentity(person);
    await this.choosesPassword(PASSWORD);
    await this.press('Continuar');
  }

  /** Signs in with Google, then types both ids (§7.3). */
  async signsIn({ email, idAuxiliar }: Omit<SceneAuxiliary, 'person'>): Promise<void> {
    const { page } = this;
    await this.signsInWith(email);
    await fillField(page.getByLabel('Id Proceso'), this.scene.idProceso);
    await fillField(page.getByLabel('Id Auxiliar'), idAuxiliar);
    await this.press('Comprobar datos');
  }

  /** Signs in with Google. */
  async signsInWith(email: string): Promise<void> {
    await this.press('Entrar con Google');
    await fillField(this.page.getByLabel('Otra cuenta'), email);
    await this.page.getByRole('button', { name: 'Entrar con esta cuenta' }).click();
  }

  /** Duties, own credential, photograph and signature (§7.3). */
  async submitsIdentity(person: InventedPerson): Promise<void> {
    await this.identifies(person);
    await this.signs('Guardar mi firma');
  }

  /** Duties, own credential and photograph (§7.3). */
  async identifies(person: InventedPerson): Promise<void> {
    await this.page.getByRole('checkbox').check();
    await this.press('Aceptar y continuar');
    await this.photographs(await credentialFront(person));
    await this.seesTitle('Su credencial: reverso');
    await this.photographs(await credentialBack(person));
    await this.seesTitle('Su fotografía');
    await this.photographs(await livePhoto(person));
  }

  /** Types the password twice, the second time as a keyboard that encodes accents as separate characters would. */
  async choosesPassword(password: string): Promise<void> {
    await fillField(this.page.getByLabel('Contraseña nueva'), password);
    await fillField(this.page.getByLabel('Escríbala otra vez'), password.normalize('NFD'));
    await this.press('Crear contraseña');
    await this.seesTitle('Registro recibido');
  }

  async unlocks(password = PASSWORD): Promise<void> {
    await this.press('Captura de Datos');
    await fillField(this.page.getByLabel('Contraseña de este teléfono'), password);
    await this.press('Entrar');
  }

  /** Goes from the aspirant's screen to the e-mail screen, typing the fields (§8.2–8.10). */
  async captures(person: InventedPerson): Promise<void> {
    await this.capturesCard(person);
    await this.types(person);
    await this.finishesCapture(person);
  }

  /**
   * Goes from the aspirant's screen to the fields of the credential (§8.2–8.7).
   * @param instead picture to show to the camera instead of both sides of the card.
   */
  async capturesCard(person: InventedPerson, instead?: Buffer): Promise<void> {
    await this.press('Captar un apoyo');
    await this.press('La persona está de acuerdo');
    await this.press(new RegExp(`^Tipo ${person.credentialType}`));
    await this.seesTitle('Frente de la credencial');
    await this.photographs(instead ?? (await credentialFront(person)));
    await this.seesTitle('Reverso de la credencial');
    await this.photographs(instead ?? (await credentialBack(person)));
    await this.page.getByRole('checkbox').check();
    await this.press('Continuar');
    await this.seesTitle('Datos de la credencial');
  }

  /** Goes from the fields of the credential to the e-mail screen (§8.7–8.10). */
  async finishesCapture(person: InventedPerson): Promise<void> {
    await this.press('Confirmar datos');
    await this.press('La persona acepta: abrir la cámara');
    await this.photographs(await livePhoto(person));
    await this.signs('Guardar la firma');
    await this.seesTitle('¿Quiere recibir su acuse?');
  }

  /** Types every field that identifies a card of the citizen's type, regardless of what the camera has read (§8.7). */
  async types(person: InventedPerson): Promise<void> {
    for (const name of credentialType(person.credentialType)?.identifiedBy ?? []) {
      await fillField(this.page.getByLabel(FIELD_TEXTS[name]?.label ?? name, { exact: true }), person[name]);
    }
  }

  /** Types the name, which is optional. */
  async typesName(person: InventedPerson): Promise<void> {
    for (const name of ['paterno', 'materno', 'nombre'] as const)
      await fillField(this.page.getByLabel(FIELD_TEXTS[name]?.label ?? name, { exact: true }), person[name]);
  }

  /** From now on holds back card readings. Call it before the camera opens. */
  async holdsReadings(): Promise<void> {
    await this.page.evaluate(holdReadings);
  }

  /** Releases the held readings and waits until the screen of the fields shows them. */
  async releasesReadings(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as unknown as { releaseReadings: () => void }).releaseReadings();
    });
    await this.page.getByText('Leyendo la credencial…').waitFor({ state: 'detached' });
  }

  /** Presses 'Siguiente', waits for the folio (§8.11) and returns it. */
  async stores(): Promise<string> {
    await this.press('Siguiente');
    await this.seesTitle('Apoyo guardado');
    return (await this.page.locator('.folio').textContent()) ?? '';
  }

  /** The contents of the phone's IndexedDB as text; bytes as Latin-1. */
  async storage(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const request = indexedDB.open('apoyo-ciudadano');
        request.onsuccess = () => {
          done(request.result);
        };
        request.onerror = () => {
          failed(new Error('no database'));
        };
      });
      const dump: Record<string, string[]> = {};
      for (const name of Array.from(database.objectStoreNames)) {
        const rows = await new Promise<unknown[]>((done) => {
          const request = database.transaction(name).objectStore(name).getAll();
          request.onsuccess = () => {
            done(request.result as unknown[]);
          };
        });
        dump[name] = rows.map((row) =>
          row instanceof Uint8Array
            ? new TextDecoder('latin1').decode(row)
            : JSON.stringify(row, (_, value: unknown) =>
                value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
              ),
        );
      }
      database.close();
      return dump;
    });
  }
}

/** Runs in the page: holds back messages to workers until `releaseReadings` is called. */
function holdReadings(): void {
  const post = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...given: unknown[]) => void;
  const held: (() => void)[] = [];
  Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]): void {
    held.push(() => {
      post.apply(this, given);
    });
  } as Worker['postMessage'];
  Object.assign(globalThis, {
    releaseReadings: () => {
      Worker.prototype.postMessage = post as Worker['postMessage'];
      for (const send of held) send();
    },
  });
}

/** Runs in the page: waits for `frames` new frames of the camera. */
async function freshFrames(video: Element, frames: number): Promise<void> {
  for (let count = 0; count < frames; count += 1) {
    await new Promise((shown) => {
      (video as HTMLVideoElement).requestVideoFrameCallback(shown);
    });
  }
}

/** Runs in the page: a scripted user never taps twice by accident, so new screens accept taps immediately. */
function actsAtOnce(): void {
  // A context whose phone was reopened runs this more than once.
  if ('actLikePeople' in globalThis) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':root { --first-moment: 0ms; }');
  document.adoptedStyleSheets.push(sheet);
  Object.assign(globalThis, {
    actLikePeople: () => {
      sheet.replaceSync('');
    },
  });
}

/** Runs in the page: replaces the camera with a canvas whose picture the test sets. */
function canvasCamera(everyMs: number): void {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1920, 1080];
  const pen = canvas.getContext('2d');
  let picture: CanvasImageSource | undefined;
  setInterval(() => {
    if (picture) pen?.drawImage(picture, 0, 0, 1920, 1080);
    else pen?.fillRect(0, 0, 1920, 1080);
  }, everyMs);
  Object.assign(globalThis, {
    show: async (url: string) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      picture = image;
      pen?.drawImage(image, 0, 0, 1920, 1080);
    },
  });
  const given: MediaStreamTrack[] = [];
  Object.assign(globalThis, {
    openCameras: () => given.filter(({ readyState }) => readyState === 'live').length,
    loseCamera: () => {
      for (const track of given.filter(({ readyState }) => readyState === 'live')) {
        track.stop();
        // A track fires 'ended' only if the system ends it, not if the page stops it.
        track.dispatchEvent(new Event('ended'));
      }
    },
  });
  Object.defineProperty(navigator.mediaDevices, 'getUserMedia', {
    configurable: true,
    value: () => {
      const { refusal } = globalThis as unknown as { refusal?: string };
      if (refusal !== undefined) return Promise.reject(new DOMException('refused', refusal));
      const stream = canvas.captureStream(1000 / everyMs);
      given.push(...stream.getTracks());
      return Promise.resolve(stream);
    },
  });
}
