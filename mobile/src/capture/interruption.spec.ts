import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeFolio } from '#electoral/wire';
import { InterruptedCapture, lockOfCapture, type CaptureNote } from '../storage/interrupted-capture.js';
import type { Vault } from '../storage/vault.js';
import { readInterruption, whenInterrupted, type Interruption } from './interruption.js';

class TextStore {
  readonly texts = new Map<string, string>();
  getItem = (key: string): string | null => this.texts.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.texts.set(key, text);
  removeItem = (key: string): void => void this.texts.delete(key);
}

const STARTED = '2027-01-15T18:00:00.000Z';
const note: CaptureNote = { id: 'a', deviceId: 'old', counter: 7, startedAt: STARTED, step: 'datos' };
const vaultOf = (rows: Partial<Record<'records' | 'receipts', readonly object[]>> = {}): Vault =>
  ({
    enrolments: () =>
      Promise.resolve([{ deviceId: 'new', formerDevices: ['old'], lease: { aspirant: { name: 'Ana Ruiz' } } }]),
    records: () => Promise.resolve(rows.records ?? []),
    receipts: () => Promise.resolve(rows.receipts ?? []),
    tombstones: () => Promise.resolve([]),
  }) as unknown as Vault;

describe('a capture that was interrupted (§8.8, §8.12)', () => {
  let store: TextStore;
  let interrupted: InterruptedCapture;
  beforeEach(() => {
    store = new TextStore();
    interrupted = new InterruptedCapture(store);
  });

  it('is reported after a restart, until the user dismisses the report', async () => {
    interrupted.save(note);
    const again = new InterruptedCapture(store);
    const found = await readInterruption({ vault: vaultOf(), interrupted: again });
    expect(found).toEqual({ note, aspirant: 'Ana Ruiz', stored: undefined });
    again.remove('another');
    expect(again.read()).toEqual(note);
    again.remove('a');
    expect(await readInterruption({ vault: vaultOf(), interrupted: again })).toBeUndefined();
  });

  it('counts as stored if and only if its registration has a checked record or a receipt with a counter that was unused when the capture began', async () => {
    interrupted.save(note);
    const stored = async (rows: Parameters<typeof vaultOf>[0]) =>
      (await readInterruption({ vault: vaultOf(rows), interrupted }))?.stored;
    const [earlier, folio] = [6, 7].map((counter) => composeFolio('7K2MD', counter));
    const record = { folio, deviceId: 'old', integrityCode: 'a'.repeat(64), checked: true };
    expect(await stored({ records: [record] })).toMatchObject({ folio, integrityCode: 'a'.repeat(64) });
    expect(await stored({ receipts: [{ ...record, folio: earlier }, record] })).toMatchObject({ folio });
    expect(await stored({ records: [{ ...record, checked: false }] })).toBeUndefined();
    expect(await stored({ records: [{ ...record, deviceId: 'other' }] })).toBeUndefined();
    expect(await stored({ records: [{ ...record, folio: earlier }] })).toBeUndefined();
  });

  it('never causes an error, whatever the store contains or refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        store.setItem('apoyo-ciudadano-captura', text);
        const read = new InterruptedCapture(store).read();
        if (read) expect(typeof read.id).toBe('string');
      }),
    );
    const denied = new InterruptedCapture({
      getItem: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: () => undefined,
    });
    denied.save(note);
    expect(denied.read()).toBeUndefined();
  });

  describe('while another window may be capturing', () => {
    let held: Map<string, (() => void)[]>;
    beforeEach(() => {
      held = new Map([[lockOfCapture('a'), []]]);
      const request = async (name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) => {
        const waiting = held.get(name);
        if (waiting) await new Promise<void>((go) => void waiting.push(go));
        signal.throwIfAborted();
        await run();
      };
      Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
    });
    afterEach(() => {
      Reflect.deleteProperty(globalThis, 'navigator');
    });
    const closesWindow = async (): Promise<void> => {
      for (const go of held.get(lockOfCapture('a')) ?? []) go();
      // The module that reads folios is loaded on demand, which may take many turns of the event loop on a busy machine.
      for (let turns = 0; turns < 5; turns += 1) {
        await new Promise(setImmediate);
        await import('#electoral/wire');
      }
    };
    const wait = () => {
      const found: Interruption[] = [];
      const stop = whenInterrupted({ vault: vaultOf(), interrupted }, (one) => found.push(one));
      return { found, stop };
    };

    it('is reported only once that window has closed', async () => {
      interrupted.save(note);
      const { found } = wait();
      expect(found).toEqual([]);
      await closesWindow();
      expect(found).toMatchObject([{ note }]);
    });

    it('is not reported if that window completed it, or if the caller has stopped waiting', async () => {
      interrupted.save(note);
      const completed = wait();
      interrupted.remove('a');
      await closesWindow();
      expect(completed.found).toEqual([]);
      interrupted.save(note);
      const left = wait();
      left.stop();
      await closesWindow();
      expect(left.found).toEqual([]);
    });
  });
});
