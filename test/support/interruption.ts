/// <reference lib="dom" />
// Code that runs in the page uses the DOM types.
import { expect } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { composeFolio } from '#electoral/wire';
import type { InventedPerson } from '../builders/index.js';
import type { AppScene } from './app-scene.js';
import { CAPTURE_STEPS, capturesUpTo, dumpStorage, type CaptureStep } from './capture-steps.js';
import { Phone } from './phone.js';

/**
 * Moments after the last capture step at which a capture can be interrupted: while it is sealed, while it is written,
 * and before it is read back.
 */
export const MOMENTS = ['sealing', 'storing', 'reading-back'] as const;
export type Moment = (typeof MOMENTS)[number];

/**
 * Captures up to a step or a moment of the storage, crashes the page there, reopens the app and expects no trace of the
 * capture on the phone, except that the menu says what was interrupted and that nothing was kept.
 * @returns the phone, at its menu.
 */
export async function interruptAt(
  { context, scene, person }: { context: BrowserContext; scene: AppScene; person: InventedPerson },
  phone: Phone,
  where: CaptureStep | Moment,
): Promise<Phone> {
  const before = await dumpStorage(phone.page);
  await phone.unlocks();
  await phone.seesTitle('Persona aspirante');
  const moment = MOMENTS.find((each) => each === where);
  await capturesUpTo(phone, person, moment ? 'correo' : (where as CaptureStep));
  if (moment) {
    await phone.page.evaluate(stopAt, moment);
    await phone.press('Siguiente');
    await phone.page.waitForFunction(() => 'reached' in globalThis);
  }
  await crash(context, phone);
  const again = await Phone.open(context, scene);
  await again.seesTitle('Apoyo Ciudadano - INE');
  // The menu opens the storage and deletes records that were never read back.
  await again.page.getByRole('button', { name: 'Captura de Datos' }).waitFor();
  await again.page.waitForFunction(recordsGone);
  const step = CAPTURE_STEPS.findIndex((each) => each === (moment ? 'correo' : where)) + 1;
  // The page may crash between the display of a step and the note about it.
  const steps = [step, Math.max(1, step - 1)].join('|');
  await again.page.getByText(new RegExp(`^El apoyo para .+ se interrumpió en el paso (${steps}) de 10, «`)).waitFor();
  await again.page.getByText(/^No se guardó nada de esa persona/).waitFor();
  await again.press('Entendido');
  const after = await dumpStorage(again.page);
  for (const secret of secretsOf(person)) expect(after.text).not.toContain(secret);
  expect(after.cached).toEqual(before.cached);
  const { records, containers } = await again.storage();
  expect([where, records, containers]).toEqual([where, [], []]);
  return again;
}

/** The number that the phone's only enrolment will give to the next record. */
export async function nextCounter(phone: Phone): Promise<{ readonly prefix: string; readonly counter: number }> {
  const [stored] = (await phone.storage())['enrolments'] ?? [];
  const { nextCounter: counter, lease } = JSON.parse(stored ?? '{}') as {
    nextCounter: number;
    lease: { folioPrefix: string };
  };
  return { prefix: lease.folioPrefix, counter };
}

/** Completes a capture and expects that its folio has the next unused number. */
export async function storesUnderNextFolio(phone: Phone, person: InventedPerson): Promise<void> {
  const { prefix, counter } = await nextCounter(phone);
  await phone.unlocks();
  await phone.captures(person);
  expect(await phone.stores()).toBe(composeFolio(prefix, counter));
}

function secretsOf({ claveElector, cic, identificadorCiudadano, ocr, printed }: InventedPerson): string[] {
  return ['JFIF', '\x89PNG', claveElector, cic, identificadorCiudadano, ocr, printed.paterno].filter(
    (each) => each !== '',
  );
}

/** Crashes the renderer, as when the system reclaims its memory: no handler of the page runs. */
async function crash(context: BrowserContext, { page }: Phone): Promise<void> {
  const session = await context.newCDPSession(page);
  const died = page.waitForEvent('crash');
  // The crashed page cannot respond.
  session.send('Page.crash').catch(() => undefined);
  await died;
  await page.close();
}

/** Runs in the page: stops the storage at the given moment. */
function stopAt(moment: string): void {
  const reached = (): void => {
    Object.assign(globalThis, { reached: true });
  };
  if (moment === 'sealing') {
    const whole = crypto.subtle.encrypt.bind(crypto.subtle);
    let parts = 0;
    crypto.subtle.encrypt = (...request: Parameters<typeof whole>) => {
      parts += 1;
      if (parts < 3) return whole(...request);
      reached();
      return new Promise(() => undefined);
    };
  }
  const isOf = (store: IDBObjectStore): boolean => store.name === 'containers';
  if (moment === 'storing') {
    const { add } = IDBObjectStore.prototype as {
      add: (this: IDBObjectStore, ...row: [unknown, IDBValidKey?]) => IDBRequest<IDBValidKey>;
    };
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...row: [unknown, IDBValidKey?]) {
      const request = add.call(this, ...row);
      if (isOf(this)) reached();
      return request;
    };
  }
  // After 'storing' too: a slow machine may commit the record before the page crashes.
  if (moment !== 'sealing') {
    const { get } = IDBObjectStore.prototype as {
      get: (this: IDBObjectStore, key: IDBValidKey | IDBKeyRange) => IDBRequest;
    };
    IDBObjectStore.prototype.get = function (this: IDBObjectStore, key: IDBValidKey | IDBKeyRange) {
      const request = get.call(this, key);
      if (!isOf(this)) return request;
      // The record is durable, but the read never completes.
      request.addEventListener(
        'success',
        (event) => {
          event.stopImmediatePropagation();
          if (moment === 'reading-back') reached();
        },
        { capture: true },
      );
      return request;
    };
  }
}

/** Runs in the page. */
async function recordsGone(): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open('apoyo-ciudadano');
    request.onsuccess = () => {
      done(request.result);
    };
    request.onerror = () => {
      failed(new Error('no database'));
    };
  });
  const count = await new Promise<number>((done) => {
    const request = database.transaction('records').objectStore('records').count();
    request.onsuccess = () => {
      done(request.result);
    };
  });
  database.close();
  return count === 0;
}
