/// <reference lib="dom" />
import { decodeJwt } from 'jose';
import { describe, expect, it } from '@jest/globals';
import { generateP256KeyPair } from '../../src/kernel/crypto/key-pair.js';
import { signJws } from '../../src/kernel/crypto/signing.js';
import { appInBrowser } from '../support/app-in-browser.js';
import { PASSWORD, Phone, phoneContext } from '../support/phone.js';
import { sealInPage } from '../support/sealing-page.js';

const LONG = 150_000;
const UNTRUSTED = 'las llaves del servidor no son las que esta aplicación espera';

describe('the app after an update with another root key (decision 22)', () => {
  const app = appInBrowser();

  it(
    'starts no capture and keeps the queue until the server has keys signed by that root, and then resumes',
    async () => {
      const context = await phoneContext(app.browser, { serviceWorkers: 'block' });
      const phone = await Phone.openRegistered(context, app.scene);
      const { page } = phone;
      await context.route('**/api/v1/supports/**', (route) => route.abort());
      const [sealed] = await sealInPage(page, PASSWORD, 1, 'ciudadana');

      const { publicJwk, privateJwk } = await generateP256KeyPair();
      await page.evaluate(trust, { ...publicJwk, kid: 'root-2' });
      await page.reload();
      await page.getByText(/1 por enviar/).waitFor();
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await phone.press('Captar un apoyo');
      await page.getByText(UNTRUSTED).waitFor();

      await context.unroute('**/api/v1/supports/**');
      await phone.press('Volver');
      await phone.press(/^Envíos y acuses/);
      await phone.press('Enviar ahora');
      await page.getByText(UNTRUSTED).waitFor();
      expect((await phone.storage())['records']).toHaveLength(1);

      const served = await (await fetch(`${app.scene.base}/api/v1/keys?version=2`)).text();
      const body = signJws({ ...privateJwk, kid: 'root-2' }, decodeJwt(served));
      await context.route('**/api/v1/keys?*', (route) => route.fulfill({ body }));
      await phone.press('Enviar ahora');
      await page.getByText('No hay apoyos por enviar').waitFor();
      await page.getByText(sealed?.folio ?? '').waitFor();
      await phone.press('Volver');
      await phone.unlocks();
      await phone.press('Captar un apoyo');
      await page.getByText(UNTRUSTED).waitFor({ state: 'detached' });
      await page.getByRole('heading', { name: 'Persona aspirante', level: 1 }).waitFor({ state: 'detached' });
      await context.close();
    },
    LONG,
  );
});

/** Runs in the page: replaces the root that the web app trusts, as an update of a package does. */
async function trust(root: object): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('apoyo-ciudadano');
    opening.onsuccess = () => {
      resolve(opening.result);
    };
    opening.onerror = () => {
      reject(opening.error ?? new Error('no database'));
    };
  });
  const transaction = database.transaction('settings', 'readwrite');
  transaction.objectStore('settings').put(root, 'root');
  await new Promise<void>((resolve) => {
    transaction.oncomplete = () => {
      resolve();
    };
  });
  database.close();
}
