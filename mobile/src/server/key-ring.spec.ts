import { afterEach, describe, expect, it } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { UntrustedError, type RootJwk } from '../crypto/index.js';
import type { Settings } from '../storage/vault.js';
import { BusyError, OfflineError, RefusedError } from './errors.js';
import { KeyRing } from './key-ring.js';

const NOW = '2027-01-15T18:00:00.000Z';

interface Signer {
  readonly root: RootJwk;
  readonly sign: (payload: object) => Promise<string>;
}

async function signer(kid = 'root'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const { x = '', y = '' } = await exportJWK(publicKey);
  return {
    root: { kty: 'EC', crv: 'P-256', x, y, kid },
    sign: (payload) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey),
  };
}

const { root, sign } = await signer();
const key = { kty: 'EC', crv: 'P-256', x: root.x, y: root.y, kid: 'k' };
const common = { kind: 'key-set', intake: key, receipt: [key], lease: [key], issuedAt: NOW };
const keySet = (serial: number, expiresAt = '2027-07-15T18:00:00.000Z', by = sign) =>
  by({ ...common, version: 2, serial, expiresAt });

function keyRing({ embedded = root, first = '', settings = {} }: RingOptions = {}) {
  const state = { served: first, failure: undefined as Error | undefined, now: NOW, rootsServed: 0, asked: '' };
  const ring = new KeyRing(
    {
      setting: (name) => Promise.resolve(settings[name]),
      saveSetting: (name, value) => {
        settings[name] = value;
        return Promise.resolve();
      },
    },
    {
      keySet: (kid) => {
        state.asked = kid ?? '';
        return state.failure ? Promise.reject(state.failure) : Promise.resolve(state.served);
      },
      root: () => {
        state.rootsServed += 1;
        return Promise.resolve(root);
      },
    },
    { now: () => Promise.resolve(new Date(state.now)), embedded: embedded ?? undefined },
  );
  return { ring, state, settings };
}

interface RingOptions {
  readonly embedded?: RootJwk | null;
  readonly first?: string;
  readonly settings?: Partial<Settings>;
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
    expect(await ring.mayStartCapture()).toBe(false);
  });

  it.each([
    ['there is no connection', new OfflineError('off')],
    ['the server is busy', new BusyError(undefined)],
    ['the server refuses', new RefusedError({ type: 'about:blank', title: '', status: 409, detail: '', code: 'X' })],
    ['the server still serves the expired one', undefined],
  ])(
    'can be used after its expiry, if %s, to seal a record whose capture has already started, but not to start one',
    async (_, failure) => {
      const { ring, state } = keyRing({ first: await keySet(1, '2027-01-15T18:00:01.000Z') });
      await ring.refresh();
      expect(await ring.mayStartCapture()).toBe(true);
      Object.assign(state, { now: '2027-01-16T00:00:00.000Z', failure });
      expect(await ring.current()).toMatchObject({ serial: 1 });
      expect(await ring.mayStartCapture()).toBe(false);
      await expect(ring.refresh()).rejects.toThrow();
    },
  );

  it('reports its expiry during its last seven days', async () => {
    const expiresAt = '2027-01-22T18:00:00.000Z';
    const { ring, state } = keyRing({ first: await keySet(1, expiresAt) });
    expect(await ring.expiresSoon()).toBeUndefined();
    await ring.refresh();
    expect(await ring.expiresSoon()).toBeUndefined();
    state.now = '2027-01-15T18:00:00.001Z';
    expect(await ring.expiresSoon()).toBe(expiresAt);
  });

  it('remains in use if an earlier version of the app stored it, until a new one can be fetched', async () => {
    const settings = { keySet: await sign({ ...common, version: 1 }) };
    const { ring, state } = keyRing({ first: await keySet(1), settings });
    state.failure = new OfflineError('off');
    expect(await ring.current()).toMatchObject({ version: 1 });
    state.failure = undefined;
    expect(await ring.refresh()).toMatchObject({ serial: 1 });
  });

  it('is replaced, regardless of its serial number, once an update of the app contains a different root', async () => {
    const next = await signer('root-2');
    const settings = { keySet: await keySet(900) };
    const { ring, state } = keyRing({ embedded: next.root, settings });
    state.failure = new OfflineError('off');
    expect(await ring.mayStartCapture()).toBe(false);
    await expect(ring.current()).rejects.toThrow(OfflineError);
    Object.assign(state, { failure: undefined, served: await keySet(7, undefined, next.sign) });
    expect(await ring.current()).toMatchObject({ serial: 7 });
    expect([state.asked, await ring.mayStartCapture()]).toEqual(['root-2', true]);
    expect(await ring.verifyWith((keys) => Promise.resolve(keys.issuedAt))).toBe(NOW);
    state.served = await keySet(901);
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
  });

  it('is never trusted in a package without a built-in root key, and the package does not ask the server for one', async () => {
    Object.assign(globalThis, { Capacitor: { isNativePlatform: () => true, getPlatform: () => 'android' } });
    const { ring, state } = keyRing({ embedded: null, first: await keySet(1) });
    await expect(ring.refresh()).rejects.toThrow(UntrustedError);
    expect(state.rootsServed).toBe(0);
  });
});
