import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { argon2id } from 'hash-wasm';
import { compactDecrypt, importJWK, type JWK } from 'jose';
import { webcrypto } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { parseHeader, parseManifest, splitParts } from '#electoral/wire';
import { findPerson } from '../builders/index.js';
import { AppScene } from '../support/app-scene.js';
import { launchBrowser, launchProfile } from '../support/browser.js';
import { pageCode } from '../support/page-code.js';
import { PASSWORD, Phone } from '../support/phone.js';
import { fillField } from '../support/fill-field.js';

const citizen = findPerson(({ credentialType }) => credentialType === 'E', 500);
const EMAIL = 'ciudadana.ejemplar@correo.example';
const LONG = 240_000;

/** Encodings in which a text may appear in a file. */
const encodingsOf = (text: string): Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text, 'utf8').toString('base64').slice(0, -4)),
];

describe('a captured support stored on the phone (§8.12, §10.1, decisions 3 and 21)', () => {
  let scene: AppScene;
  let folder: string;
  let context: BrowserContext;

  beforeAll(async () => {
    scene = await AppScene.open();
    folder = await mkdtemp(join(tmpdir(), 'apoyo-profile-'));
    context = await launchProfile(join(folder, 'profile'), {
      locale: 'es-MX',
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
  });
  afterAll(async () => {
    await context.close();
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'exposes no image or data of the citizen in any store or profile file, and the password decrypts nothing',
    async () => {
      const phone = await Phone.openRegistered(context, scene);
      const { page } = phone;
      await phone.unlocks();
      await phone.seesTitle('Persona aspirante');
      await context.setOffline(true);
      await phone.captures(citizen);
      await fillField(page.getByLabel(/Correo electrónico de la persona/), EMAIL);
      const folio = await phone.stores();
      await phone.press('Continuar');
      await phone.press('Volver');

      const stores = await dumpStores(page, context);
      const sealed = Buffer.from(stores.sealed, 'latin1');
      // Copies the profile while the record is pending, because the browser keeps running.
      const copy = join(folder, 'copy');
      await promisify(execFile)('sync');
      await cp(join(folder, 'profile'), copy, { recursive: true, filter: (path) => !/\/Singleton/.test(path) });

      await context.setOffline(false);
      await phone.press(/^Envíos y acuses/);
      await page.getByText('No hay apoyos por enviar').waitFor();
      const opened = await scene.opened(folio);
      const parts = [...opened.parts.values()];
      // The server's key decrypts the record, which proves that the searched data was in it.
      expect(opened.email).toBe(EMAIL);
      expect(parts.map((part) => part.length > 1000)).toEqual([true, true, true, true]);

      const texts = [
        ...[citizen.claveElector, citizen.cic, citizen.curp, citizen.identificadorCiudadano, EMAIL, PASSWORD],
        ...Object.values({ ...opened.read, ...opened.typed }),
      ].filter((text) => text.length >= 6);
      const needles = [
        ...new Map(texts.flatMap((text) => encodingsOf(text).map((bytes) => [bytes.toString('hex'), bytes]))).values(),
        // Bytes from the middle of each image: the encoder tables at its start are not personal data.
        ...parts.flatMap((part) => [0.4, 0.6, 0.8].map((at) => part.subarray(part.length * at).subarray(0, 24))),
      ];
      for (const needle of needles) expect(stores.all.includes(needle)).toBe(false);
      for (const needle of [...needles, Buffer.from('JFIF'), Buffer.from('Exif')]) {
        expect(await filesContaining(copy, needle)).toEqual([]);
      }
      // Control: the search finds the folio, which is not secret.
      expect((await filesContaining(copy, Buffer.from(folio))).length).toBeGreaterThan(0);
      expect(stores.all.includes(Buffer.from(folio))).toBe(true);
      expect(stores.all.includes(sealed.subarray(-24))).toBe(true);
      expect((await filesContaining(copy, sealed.subarray(-24))).length).toBeGreaterThan(0);

      await expectPasswordDecryptsNothing(sealed, stores.wrapped);
    },
    LONG,
  );
});

describe('the vault of a browser', () => {
  it('meets the contract of all vaults (§8.12, decision 29)', async () => {
    const browser = await launchBrowser();
    const server = createServer((_request, response) => response.end('<!doctype html>'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String((server.address() as { port: number }).port)}/`);
    await page.evaluate(await pageCode('vault-page.entry.mjs'));
    const { checks, failures } = await page.evaluate(() =>
      (
        globalThis as unknown as { checkContract: () => Promise<{ checks: number; failures: string[] }> }
      ).checkContract(),
    );
    await browser.close();
    await new Promise((done) => server.close(done));
    expect(checks).toBeGreaterThan(5);
    expect(failures).toEqual([]);
  }, 60_000);
});

interface Stores {
  /** The contents of all stores of the page. */
  readonly all: Buffer;
  readonly sealed: string;
  readonly wrapped: WrappedAsText;
}

type WrappedAsText = Readonly<Record<'salt' | 'iv' | 'ciphertext', string>> & {
  readonly memoryKiB: number;
  readonly iterations: number;
};

async function dumpStores(page: Page, context: BrowserContext): Promise<Stores> {
  const { dump, sealed, wrapped } = await page.evaluate(async () => {
    // One character per byte. TextDecoder maps latin1 to windows-1252, which would change bytes.
    const asText = (bytes: Uint8Array): string => {
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return text;
    };
    const plain = (value: unknown): string =>
      value instanceof Uint8Array
        ? asText(value)
        : JSON.stringify(value, (_key, one: unknown) => (one instanceof Uint8Array ? asText(one) : one));
    const found: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    let container = '';
    let key: WrappedAsText | undefined;
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
          done(request.result);
        };
        request.onerror = () => {
          failed(new Error('no database'));
        };
      });
      for (const store of Array.from(database.objectStoreNames)) {
        const rows = await new Promise<unknown[]>((done) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => {
            done(request.result as unknown[]);
          };
        });
        found.push(...rows.map(plain));
        if (store === 'containers') container = asText(rows[0] as Uint8Array);
        if (store === 'enrolments') {
          key = JSON.parse(plain((rows[0] as { wrappedKey: unknown }).wrappedKey)) as WrappedAsText;
        }
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        const answer = await cache.match(request);
        if (answer) found.push(asText(new Uint8Array(await answer.arrayBuffer())));
      }
    }
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const entry of (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()) {
        found.push(entry.name);
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
        else {
          const file = await (entry as FileSystemFileHandle).getFile();
          found.push(asText(new Uint8Array(await file.arrayBuffer())));
        }
      }
    };
    await walk(await navigator.storage.getDirectory());
    if (!key) throw new Error('no enrolment');
    return { dump: found.join('\n'), sealed: container, wrapped: key };
  });
  const cookies = JSON.stringify(await context.cookies());
  return {
    all: Buffer.concat([Buffer.from(dump, 'latin1'), Buffer.from(dump), Buffer.from(cookies)]),
    sealed,
    wrapped,
  };
}

async function filesContaining(folder: string, needle: Buffer): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(needle)) found.push(path.slice(folder.length));
  }
  return found;
}

/** With the dump and the password one gets the device's signing key, which decrypts no part of a record (§8.12). */
async function expectPasswordDecryptsNothing(sealed: Buffer, wrapped: WrappedAsText): Promise<void> {
  const latin = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'latin1'));
  const derived = await argon2id({
    password: PASSWORD.normalize('NFKC'),
    salt: latin(wrapped.salt),
    ...{ memorySize: wrapped.memoryKiB, iterations: wrapped.iterations, parallelism: 1, hashLength: 32 },
    outputType: 'binary',
  });
  const { subtle } = webcrypto;
  const key = await subtle.importKey('raw', new Uint8Array(derived), 'AES-GCM', false, ['decrypt']);
  const pkcs8 = await subtle.decrypt({ name: 'AES-GCM', iv: latin(wrapped.iv) }, key, latin(wrapped.ciphertext));
  const device = await subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const jwk = (await subtle.exportKey('jwk', device)) as JWK;

  const header = parseHeader(sealed);
  const manifest = parseManifest(header.manifest);
  if (manifest?.kind !== 'support') throw new Error('not a support');
  const asRecipient = await importJWK({ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y, d: jwk.d }, 'ECDH-ES+A256KW');
  await expect(compactDecrypt(header.jwe, asRecipient)).rejects.toThrow();
  const [, , iv = '', content = '', tag = ''] = header.jwe.split('.');
  const attempts = [
    { iv: Buffer.from(iv, 'base64url'), bytes: Buffer.from(content + tag, 'base64url') },
    ...splitParts(
      sealed,
      header.length,
      manifest.parts.map(({ size }) => size),
    ).map((part) => ({
      iv: Buffer.from(wrapped.iv, 'latin1'),
      bytes: Buffer.from(part),
    })),
  ];
  for (const { iv: nonce, bytes } of attempts) {
    await expect(
      subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(nonce) }, key, new Uint8Array(bytes)),
    ).rejects.toThrow();
  }
}
