import { afterEach, describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { UntrustedError, type RootJwk } from '../crypto/index.js';
import type { Settings } from '../storage/vault.js';
import { OfflineError } from './errors.js';
import { KeyRing } from './key-ring.js';

const NOW = '2027-01-15T18:00:00.000Z';

async function signer(): Promise<{ root: RootJwk; sign: (payload: object) => Promise<string> }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const { x = '', y = '' } = await exportJWK(publicKey);
  return {
    root: { kty: 'EC', crv: 'P-256', x, y, kid: 'root' },
    sign: (payload) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', kid: 'root' })
        .sign(privateKey),
  };
}

const { root, sign } = await signer();
const key = { kty: 'EC', crv: 'P-256', x: root.x, y: root.y, kid: 'k' };
const common = { kind: 'key-set', intake: key, receipt: [key], lease: [key], issuedAt: NOW };
const keySet = (serial: number, expiresAt = '2027-07-15T18:00:00.000Z') =>
  sign({ ...common, version: 2, serial, expiresAt });

function keyRing({ embedded = root, first = '' }: { embedded?: RootJwk | null; first?: string } = {}) {
  const settings: Partial<Settings> = {};
  const state = { served: first, offline: false, now: NOW, rootsServed: 0 };
  const ring = new KeyRing(
    {
      setting: (name) => Promise.resolve(settings[name]),
      saveSetting: (name, value) => {
        settings[name] = value;
        return Promise.resolve();
      },
    },
    {
      keySet: () => (state.offline ? Promise.reject(new OfflineError('off')) : Promise.resolve(state.served)),
      root: () => {
        state.rootsServed += 1;
        return Promise.resolve(root);
      },
    },
    { now: () => Promise.resolve(new Date(state.now)), embedded: embedded ?? undefined },
  );
  return { ring, state };
}

describe('the key set in the app (decision 22)', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'Capacitor');
  });

  it('is replaced by a newer one, never by an older one', async () => {
    const { ring, state } = keyRing({ first: await keySet(5) });
    await ring.refresh();
    state.served = await keySet(4);
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
    expect(await ring.current()).toMatchObject({ serial: 5 });
    state.served = await keySet(6);
    expect(await ring.refresh()).toMatchObject({ serial: 6 });
  });

  it('is not replaced by one without a serial number', async () => {
    const { ring, state } = keyRing({ first: await keySet(5) });
    await ring.refresh();
    state.served = await sign({ ...common, version: 1 });
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
    expect(await ring.current()).toMatchObject({ serial: 5 });
  });

  it('is refused from the second in which it expires', async () => {
    const { ring, state } = keyRing({ first: await keySet(1, '2027-01-15T18:00:01.000Z') });
    expect(await ring.refresh()).toMatchObject({ serial: 1 });
    state.now = '2027-01-15T18:00:01.000Z';
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
    await expect(ring.current()).rejects.toThrow(UntrustedError);
  });

  it('is still used to seal a record if it has expired and there is no connection', async () => {
    const { ring, state } = keyRing({ first: await keySet(1, '2027-01-15T18:00:01.000Z') });
    await ring.refresh();
    Object.assign(state, { now: '2027-01-16T00:00:00.000Z', offline: true });
    expect(await ring.current()).toMatchObject({ serial: 1 });
  });

  it('remains in use until there is a connection, if an earlier version of the app stored it', async () => {
    const { ring, state } = keyRing({ first: await keySet(1) });
    const old = await sign({ ...common, version: 1 });
    await (ring as unknown as { vault: { saveSetting(name: string, value: string): Promise<void> } }).vault.saveSetting(
      'keySet',
      old,
    );
    state.offline = true;
    expect(await ring.current()).toMatchObject({ version: 1 });
    state.offline = false;
    expect(await ring.refresh()).toMatchObject({ serial: 1 });
  });

  it('is never trusted in a package built without the root key, which does not request that key from the server', async () => {
    Object.assign(globalThis, { Capacitor: { isNativePlatform: () => true, getPlatform: () => 'android' } });
    const { ring, state } = keyRing({ embedded: null, first: await keySet(1) });
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
    expect(state.rootsServed).toBe(0);
  });
});
