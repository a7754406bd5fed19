import { jest } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { AnnouncementResult, Announcement, ErasureAnswer, KeySet } from '#electoral/wire';
import { Sender } from '../src/sending/sender.js';
import { RefusedError } from '../src/server/errors.js';
import type { SealedRecord, Vault } from '../src/storage/vault.js';
import { MemoryVault } from './memory-vault.js';

const receiptKeys = await generateKeyPair('ES256', { extractable: true });
/** Keys that are not in the key set. */
export const foreignKeys = await generateKeyPair('ES256', { extractable: true });
const NOW = Date.parse('2027-01-15T18:00:00.000Z');

async function sign(payload: object, keys = receiptKeys): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: 1, ...payload }));
  return new CompactSign(bytes).setProtectedHeader({ alg: 'ES256', kid: 'r' }).sign(keys.privateKey);
}

export const receiptFor = ({ folio, integrityCode, size }: SealedRecord, keys = receiptKeys): Promise<string> =>
  sign({ kind: 'receipt', folio, integrityCode, size, receivedAt: new Date(NOW).toISOString() }, keys);

export const refusalFor = (
  { folio, integrityCode }: SealedRecord,
  keys = receiptKeys,
  code = 'INTAKE.GRACE_OVER',
): Promise<string> =>
  sign({ kind: 'refusal', folio, integrityCode, code, refusedAt: new Date(NOW).toISOString() }, keys);

/** @param refusal compact JWS. */
export function problem(code: string, refusal?: string): RefusedError {
  return new RefusedError({ type: 'about:blank', title: 'x', status: 410, detail: 'No.', code, refusal });
}

interface Network {
  readonly onLine: boolean;
  readonly connection?: { readonly type: string };
}

/** A sender with an in-memory vault; the arrays contain the folios of each request to the server. */
export interface SenderScene {
  readonly vault: MemoryVault;
  readonly sender: Sender;
  readonly sent: string[];
  readonly resumed: string[];
  readonly announced: string[];
  readonly asked: string[];
  readonly erased: string[];
}

/**
 * The clock, server, network and browser of a {@link Sender}, with fake timers; {@link SenderWorld.close} removes them.
 */
export class SenderWorld {
  /** Set while the app has no keys that it trusts. */
  keysFailure: Error | undefined;
  /** Milliseconds of the device's clock. */
  now = NOW;
  /** The last instant received from the server, in milliseconds. */
  serverMs: number | undefined;
  answer: (record: SealedRecord) => Promise<string> = (record) => receiptFor(record);
  announceAnswer: (record: SealedRecord) => Promise<AnnouncementResult> = ({ integrityCode }) =>
    Promise.resolve({ integrityCode, state: 'announced' });
  reportAnswer: () => Promise<void> = () => Promise.resolve();
  erasureAnswer: (record: SealedRecord) => Promise<ErasureAnswer> = ({ integrityCode }) =>
    Promise.resolve({ integrityCode, state: 'keep' });
  network: Network = { onLine: true };
  /** Another window or the service worker holds the lock. */
  isLockTaken = false;
  /** Tags for which Background Sync was requested. */
  readonly registered: string[] = [];
  readonly #page: { visibilityState: 'visible' | 'hidden'; addEventListener: (_: string, fn: () => void) => void };
  #onVisibilityChange: () => void = () => undefined;
  #onMessage: (message: { data: string }) => void = () => undefined;

  constructor() {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    this.#page = {
      visibilityState: 'visible',
      addEventListener: (_, listener) => {
        this.#onVisibilityChange = listener;
      },
    };
    Object.assign(globalThis, { document: this.#page, addEventListener: () => undefined });
    Object.defineProperty(globalThis, 'navigator', { configurable: true, get: () => this.#navigator() });
  }

  close(): void {
    jest.useRealTimers();
    for (const name of ['navigator', 'document', 'addEventListener']) Reflect.deleteProperty(globalThis, name);
  }

  async hidePage(): Promise<void> {
    this.#page.visibilityState = 'hidden';
    this.#onVisibilityChange();
    await settled();
  }

  async receiveMessage(data: string): Promise<void> {
    this.#onMessage({ data });
    await settled();
  }

  async scene(): Promise<SenderScene> {
    const vault = new MemoryVault();
    const [sent, resumed, announced]: [string[], string[], string[]] = [[], [], []];
    const [asked, erased]: [string[], string[]] = [[], []];
    const receipt = { ...(await exportJWK(receiptKeys.publicKey)), kid: 'r' };
    const keySet = { receipt: [receipt] } as unknown as KeySet;
    const server = {
      sendSupport: (folio: string): Promise<string> => {
        sent.push(folio);
        const record = vault.rows.get(folio);
        return record ? this.answer(record) : Promise.reject(new Error('not there'));
      },
      resumeSupport: (folio: string): Promise<string> => {
        resumed.push(folio);
        return server.sendSupport(folio);
      },
      announce: async ({ manifests }: Announcement): Promise<AnnouncementResult[]> => {
        const answers: AnnouncementResult[] = [];
        for (const { manifest } of manifests) {
          const folio = Buffer.from(manifest, 'base64url').toString();
          announced.push(folio);
          const record = vault.rows.get(folio);
          if (record) answers.push(await this.announceAnswer(record));
        }
        return answers;
      },
      requestErasure: async ({ manifests }: Announcement): Promise<ErasureAnswer[]> => {
        const folios = manifests.map(({ manifest }) => Buffer.from(manifest, 'base64url').toString());
        asked.push(...folios);
        const records = folios.map((folio) => vault.rows.get(folio)).filter((record) => record !== undefined);
        return Promise.all(records.map((record) => this.erasureAnswer(record)));
      },
      reportErased: async ({ manifests }: Announcement): Promise<void> => {
        await this.reportAnswer();
        erased.push(...manifests.map(({ manifest }) => Buffer.from(manifest, 'base64url').toString()));
      },
    };
    const clock = { deviceMs: () => this.now, lastServerMs: () => this.serverMs };
    const keys = {
      verifyWith: <Payload>(verify: (set: KeySet) => Promise<Payload>): Promise<Payload> =>
        this.keysFailure ? Promise.reject(this.keysFailure) : verify(keySet),
    };
    const sender = new Sender({ vault: vault as unknown as Vault, server, keys, clock }, () => 0);
    return { vault, sender, sent, resumed, announced, asked, erased };
  }

  #navigator(): object {
    const register = (tag: string): Promise<void> => {
      this.registered.push(tag);
      return Promise.resolve();
    };
    return {
      ...this.network,
      serviceWorker: {
        addEventListener: (_: string, listener: (message: { data: string }) => void) => {
          this.#onMessage = listener;
        },
        getRegistration: () => Promise.resolve({ sync: { register } }),
      },
      locks: {
        request: (_: string, __: object, run: (lock: object | null) => unknown) => run(this.isLockTaken ? null : {}),
      },
    };
  }
}

/** Lets the promise callbacks that are due run, without advancing the timers. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 100; turns += 1) await Promise.resolve();
}
