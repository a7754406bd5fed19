/// <reference lib="dom" />
// Code that runs in the page uses the DOM types.
import type { Page } from 'playwright-core';
import { credentialBack, credentialFront, livePhoto, type InventedPerson } from '../builders/index.js';
import type { Phone } from './phone.js';

/** The ten steps of a capture, by the URL of their screen (§8.2–8.11). */
export const CAPTURE_STEPS = [
  'aviso',
  'tipo',
  'anverso',
  'reverso',
  'original',
  'datos',
  'consejos',
  'foto',
  'firma',
  'correo',
] as const;
export type CaptureStep = (typeof CAPTURE_STEPS)[number];

/** How to complete each step but the last, which 'Siguiente' ends. */
const COMPLETE_STEP: Readonly<
  Record<Exclude<CaptureStep, 'correo'>, (phone: Phone, person: InventedPerson) => Promise<void>>
> = {
  aviso: (phone) => phone.press('La persona está de acuerdo'),
  tipo: (phone, { credentialType }) => phone.press(new RegExp(`^Tipo ${credentialType}`)),
  anverso: async (phone, person) => phone.photographs(await credentialFront(person)),
  reverso: async (phone, person) => phone.photographs(await credentialBack(person)),
  original: async (phone) => {
    await phone.page.getByRole('checkbox').check();
    await phone.press('Continuar');
  },
  datos: async (phone, person) => {
    await phone.types(person);
    await phone.press('Confirmar datos');
  },
  consejos: (phone) => phone.press('La persona acepta: abrir la cámara'),
  foto: async (phone, person) => phone.photographs(await livePhoto(person)),
  firma: (phone) => phone.signs('Guardar la firma'),
};

/** Goes from the aspirant's screen to the screen of a step. */
export async function capturesUpTo(phone: Phone, person: InventedPerson, step: CaptureStep): Promise<void> {
  await phone.press('Captar un apoyo');
  await at(phone, CAPTURE_STEPS[0]);
  await completesSteps(phone, person, CAPTURE_STEPS[0], step);
}

/** Completes the steps from one screen up to another. */
export async function completesSteps(
  phone: Phone,
  person: InventedPerson,
  from: CaptureStep,
  to: CaptureStep,
): Promise<void> {
  for (const each of CAPTURE_STEPS.slice(CAPTURE_STEPS.indexOf(from))) {
    if (each === to || each === 'correo') return;
    await COMPLETE_STEP[each](phone, person);
    await at(phone, CAPTURE_STEPS[CAPTURE_STEPS.indexOf(each) + 1] ?? 'correo');
  }
}

export function at({ page }: Phone, step: string): Promise<void> {
  return page.waitForURL(`**/captura/${step}`);
}

/** All data that this origin stores in the browser as text, with bytes as Latin-1; and the URLs in its caches. */
export function dumpStorage(page: Page): Promise<{ readonly text: string; readonly cached: readonly string[] }> {
  return page.evaluate(async () => {
    const texts: string[] = [];
    const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('not read'));
        };
      });
    const asText = (value: unknown): string =>
      value instanceof Uint8Array
        ? new TextDecoder('latin1').decode(value)
        : JSON.stringify(value, (_, inner: unknown) =>
            inner instanceof Uint8Array ? new TextDecoder('latin1').decode(inner) : inner,
          );
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const store of Array.from(database.objectStoreNames)) {
        const rows = await done(database.transaction(store).objectStore(store).getAll());
        texts.push(...rows.map(asText));
      }
      database.close();
    }
    for (const storage of [localStorage, sessionStorage]) texts.push(JSON.stringify({ ...storage }));
    const folder = await navigator.storage.getDirectory();
    for await (const [name] of folder as unknown as AsyncIterable<[string]>) texts.push(`OPFS ${name}`);
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) cached.push(url);
    }
    return { text: texts.join('\n'), cached: cached.sort() };
  });
}
