import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FieldCipher } from './field-cipher.js';
import { hash } from '@node-rs/argon2';
import { KeyStore } from './key-store.js';
import { KeyedHash } from './keyed-hash.js';
import { hashPassword, verifyPassword } from './password.js';
import { Signing, encryptFor, headerKid, keyPairName, newPrivateKey, verifyJws } from './signing.js';

let folder: string;
const kek = Buffer.alloc(32, 3);
const store = (key = kek): KeyStore => new KeyStore(folder, key, () => new Date('2027-01-01T00:00:00Z'));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the key store', () => {
  it('gives concurrent processes the same new key', async () => {
    const keys = await Promise.all(
      [store(), store(), store()].map((each, index) => each.findOrCreate('field', () => Buffer.alloc(32, index))),
    );
    expect(new Set(keys.map((key) => key.secret.toString('hex'))).size).toBe(1);
  });

  it('leaves no partial files', async () => {
    const writers = Array.from({ length: 20 }, (_, index) =>
      store().findOrCreate(`name-${String(index % 5)}`, () => Buffer.alloc(32, index)),
    );
    await Promise.all(writers);
    expect((await readdir(folder)).filter((file) => !file.endsWith('.json'))).toEqual([]);
  });

  it('stores no key in plaintext and reads none with a different key-encryption key', async () => {
    const secret = Buffer.from('a secret of exactly 32 bytes!!!!');
    await store().findOrCreate('field', () => secret);
    const [file = ''] = await readdir(folder);
    const content = await readFile(join(folder, file), 'utf8');
    expect(content).not.toContain(secret.toString('base64'));
    await expect(store(Buffer.alloc(32, 4)).find('field')).rejects.toThrow();
  });
});

describe('a compact JWS', () => {
  it('is rejected in another base64url encoding of the same bytes', async () => {
    const signing = new Signing(store());
    const jws = await signing.sign('receipt', { folio: 'AC-1' });
    const respelled = jws.slice(0, -1) + String.fromCharCode(jws.charCodeAt(jws.length - 1) + 1);
    const signature = (text: string): Buffer => Buffer.from(text.split('.')[2] ?? '', 'base64url');
    expect(signature(respelled)).toEqual(signature(jws));
    await expect(signing.verify('receipt', jws)).resolves.toEqual({ folio: 'AC-1' });
    await expect(signing.verify('receipt', respelled)).rejects.toThrow();
    await expect(verifyJws(await signing.publicJwk('receipt'), respelled)).rejects.toThrow();
  });
});

describe('the rotation of a key', () => {
  it('encrypts and signs with the new key, and still decrypts and verifies with the old one', async () => {
    const keys = store();
    const [signing, cipher] = [new Signing(keys), new FieldCipher(keys)];
    const old = {
      jws: await signing.sign('receipt', { folio: 'AC-1' }),
      jwe: await encryptFor(await signing.publicJwk('intake'), Buffer.from('sellado')),
      field: await cipher.encrypt('dato', 'row:1'),
    };
    for (const pair of ['receipt', 'intake']) await keys.rotate(keyPairName(pair), newPrivateKey);
    await keys.rotate('field', () => Buffer.alloc(32, 9));

    expect(await signing.verify('receipt', old.jws)).toEqual({ folio: 'AC-1' });
    expect((await signing.open('intake', old.jwe)).toString()).toBe('sellado');
    expect(await cipher.decryptText(old.field, 'row:1')).toBe('dato');
    expect((await signing.publicJwks('receipt')).map(({ kid }) => kid)).toEqual(['pair.receipt-2', 'pair.receipt-1']);
    expect(await verifyJws(await signing.publicJwk('receipt'), await signing.sign('receipt', { n: 2 }))).toEqual({
      n: 2,
    });
    expect((await cipher.encrypt('dato', 'row:1')).subarray(2, 9).toString()).toBe('field-2');
    expect(await signing.hasKey('intake', 'pair.intake-1')).toBe(true);
    expect(await signing.hasKey('intake', 'pair.receipt-1')).toBe(false);
  });

  it('is rejected for the key of a keyed hash', async () => {
    await expect(store().rotate('hmac.elector', () => Buffer.alloc(32))).rejects.toThrow(RangeError);
  });

  it('prepares a key that verifies immediately and signs only after its activation', async () => {
    const [keys, other] = [store(), store()];
    const signing = new Signing(keys);
    const sign = async () => headerKid(await signing.sign('receipt', {}));
    expect(await sign()).toBe('pair.receipt-1');
    const { kid } = await other.rotate(keyPairName('receipt'), newPrivateKey, true);
    expect([await signing.hasKey('receipt', kid), await sign()]).toEqual([true, 'pair.receipt-1']);
    expect((await signing.publicJwks('receipt')).map((key) => key.kid)).toEqual(['pair.receipt-2', 'pair.receipt-1']);
    await keys.activate([kid]);
    expect(await sign()).toBe(kid);
  });

  it('orders generations numerically', async () => {
    const keys = store();
    for (let n = 1; n <= 10; n += 1) await keys.rotate('field', () => Buffer.alloc(32, n));
    expect((await keys.find('field'))?.kid).toBe('field-10');
  });
});

describe('the field cipher', () => {
  it('decrypts a value only with the same context', async () => {
    const cipher = new FieldCipher(store());
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const encrypted = await cipher.encrypt(text, 'row:1');
        expect(await cipher.decryptText(encrypted, 'row:1')).toBe(text);
        await expect(cipher.decrypt(encrypted, 'row:2')).rejects.toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('rejects a value with any byte changed', async () => {
    const cipher = new FieldCipher(store());
    const encrypted = await cipher.encrypt('dato', 'row:1');
    for (let at = 0; at < encrypted.length; at += 1) {
      const altered = Buffer.from(encrypted);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expect(cipher.decrypt(altered, 'row:1')).rejects.toThrow();
    }
  });
});

describe('a keyed hash', () => {
  it('does not concatenate parts: different lists have different hashes', async () => {
    const hash = new KeyedHash(store());
    const [one, other, again] = [
      await hash.digest('k', ['ab', 'c']),
      await hash.digest('k', ['a', 'bc']),
      await hash.digest('k', ['ab', 'c']),
    ];
    expect(one.equals(other)).toBe(false);
    expect(one.equals(again)).toBe(true);
    expect(one.equals(await hash.digest('another', ['ab', 'c']))).toBe(false);
  });
});

describe('a key pair of the installation', () => {
  it('makes signatures that its public key verifies unless they were altered', async () => {
    const signing = new Signing(store());
    const compact = await signing.sign('receipt', { folio: 'AC-1' });
    expect(await verifyJws(await signing.publicJwk('receipt'), compact)).toEqual({ folio: 'AC-1' });
    const [header, , signature] = compact.split('.');
    const forged = [header, Buffer.from('{"folio":"AC-2"}').toString('base64url'), signature].join('.');
    await expect(signing.verify('receipt', forged)).rejects.toThrow();
    await expect(signing.verify('lease', compact)).rejects.toThrow();
  });

  it('exposes no private part in its public key', async () => {
    expect(await new Signing(store()).publicJwk('intake')).not.toHaveProperty('d');
  });

  it('decrypts data encrypted with its public key', async () => {
    const signing = new Signing(store());
    const jwe = await encryptFor(await signing.publicJwk('intake'), Buffer.from('sellado'));
    expect((await signing.open('intake', jwe)).toString()).toBe('sellado');
    await expect(signing.open('another', jwe)).rejects.toThrow();
  });
});

describe('the hashing of passwords', () => {
  it('verifies only the correct password', async () => {
    const encoded = await hashPassword('correcta caballo');
    expect(encoded).toContain('argon2id');
    expect(await verifyPassword('correcta caballo', encoded)).toBe(true);
    expect(await verifyPassword('otra', encoded)).toBe(false);
  });

  it('does not depend on how the keyboard encodes accents', async () => {
    const [composed, decomposed] = ['lámpara ñandú', 'lámpara ñandú'.normalize('NFD')];
    expect(await verifyPassword(decomposed, await hashPassword(composed))).toBe(true);
    expect(await verifyPassword(composed, await hashPassword(decomposed))).toBe(true);
    expect(await verifyPassword('lampara nandu', await hashPassword(composed))).toBe(false);
  });

  it('accepts a stored hash that was computed from the password as typed', async () => {
    const decomposed = 'lámpara ñandú'.normalize('NFD');
    const encoded = await hash(decomposed);
    expect(await verifyPassword(decomposed, encoded)).toBe(true);
    expect(await verifyPassword('lámpara', encoded)).toBe(false);
  });
});
