import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { composeFolio, type AnnouncementResult, type Announcement, type KeySet } from '#electoral/wire';
import { BusyError, OfflineError, RefusedError } from '../server/errors.js';
import type { SealedRecord, Vault } from '../storage/vault.js';
import { MemoryVault } from '../../test/memory-vault.js';
import { Sender } from './sender.js';
import { sendingSentence } from './sentence.js';

const receiptKeys = await generateKeyPair('ES256', { extractable: true });
const strangerKeys = await generateKeyPair('ES256', { extractable: true });
const NOW = Date.parse('2027-01-15T18:00:00.000Z');

async function signed(payload: object, keys = receiptKeys): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: 1, ...payload }));
  return new CompactSign(bytes).setProtectedHeader({ alg: 'ES256', kid: 'r' }).sign(keys.privateKey);
}

const receiptFor = ({ folio, integrityCode, size }: SealedRecord, keys = receiptKeys): Promise<string> =>
  signed({ kind: 'receipt', folio, integrityCode, size, receivedAt: new Date(NOW).toISOString() }, keys);

const refusalFor = ({ folio, integrityCode }: SealedRecord, keys = receiptKeys): Promise<string> =>
  signed(
    { kind: 'refusal', folio, integrityCode, code: 'INTAKE.GRACE_OVER', refusedAt: new Date(NOW).toISOString() },
    keys,
  );

function problem(code: string, refusal?: string): RefusedError {
  return new RefusedError({ type: 'about:blank', title: 'x', status: 410, detail: 'No.', code, refusal });
}

interface Scene {
  readonly vault: MemoryVault;
  readonly sender: Sender;
  readonly sent: string[];
  readonly resumed: string[];
  readonly announced: string[];
  readonly erased: string[];
}

describe('the queue (§8.13, §10.4, decisions 6 and 7)', () => {
  let now: number;
  let told: number | undefined;
  let answer: (record: SealedRecord) => Promise<string>;
  let announceAnswer: (record: SealedRecord) => Promise<AnnouncementResult>;
  let reportAnswer: () => Promise<void>;
  let network: { onLine: boolean; connection?: { type: string } };
  let sentElsewhere: boolean;
  let page: { visibilityState: 'visible' | 'hidden'; addEventListener: (type: string, listener: () => void) => void };
  let visibilityChanges: () => void;
  let backgroundSays: (message: { data: string }) => void;
  let registered: string[];
  const settled = async (): Promise<void> => {
    for (let turns = 0; turns < 100; turns += 1) await Promise.resolve();
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    now = NOW;
    told = undefined;
    answer = (record) => receiptFor(record);
    announceAnswer = ({ integrityCode }) => Promise.resolve({ integrityCode, state: 'announced' });
    reportAnswer = () => Promise.resolve();
    network = { onLine: true };
    sentElsewhere = false;
    registered = [];
    page = {
      visibilityState: 'visible',
      addEventListener: (_, listener) => {
        visibilityChanges = listener;
      },
    };
    Object.assign(globalThis, { document: page, addEventListener: () => undefined });
    const register = (tag: string): Promise<void> => {
      registered.push(tag);
      return Promise.resolve();
    };
    Object.defineProperty(globalThis, 'navigator', {
      configurable: true,
      get: () => ({
        ...network,
        serviceWorker: {
          addEventListener: (_: string, listener: typeof backgroundSays) => {
            backgroundSays = listener;
          },
          getRegistration: () => Promise.resolve({ sync: { register } }),
        },
        locks: {
          request: (_: string, __: object, run: (lock: object | null) => unknown) => run(sentElsewhere ? null : {}),
        },
      }),
    });
  });
  afterEach(() => {
    jest.useRealTimers();
    for (const name of ['navigator', 'document', 'addEventListener']) Reflect.deleteProperty(globalThis, name);
  });

  async function scene(): Promise<Scene> {
    const vault = new MemoryVault();
    const [sent, resumed, announced, erased]: [string[], string[], string[], string[]] = [[], [], [], []];
    const receipt = { ...(await exportJWK(receiptKeys.publicKey)), kid: 'r' };
    const keys = { receipt: [receipt] } as unknown as KeySet;
    const server = {
      sendSupport: (folio: string): Promise<string> => {
        sent.push(folio);
        const record = vault.rows.get(folio);
        return record ? answer(record) : Promise.reject(new Error('not there'));
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
          if (record) answers.push(await announceAnswer(record));
        }
        return answers;
      },
      reportErased: async ({ manifests }: Announcement): Promise<void> => {
        await reportAnswer();
        erased.push(...manifests.map(({ manifest }) => Buffer.from(manifest, 'base64url').toString()));
      },
    };
    const clock = { deviceMs: () => now, lastTold: () => told };
    const verifying = <Payload>(verify: (set: KeySet) => Promise<Payload>): Promise<Payload> => verify(keys);
    return {
      vault,
      sent,
      resumed,
      announced,
      erased,
      sender: new Sender(vault as unknown as Vault, server, { verifying }, clock, () => 0),
    };
  }

  it('sends a thousand reading the list a few times, not once for each', async () => {
    const { vault, sender, sent } = await scene();
    for (let nth = 0; nth < 300; nth += 1) await vault.add(nth);
    await sender.run(true);
    expect([sent.length, vault.received.length, vault.rows.size]).toEqual([300, 300, 0]);
    expect(vault.reads).toBeLessThan(6);
    expect(sender.view).toMatchObject({ state: 'idle', waiting: 0, total: 300, done: 300 });
  });

  it('erases only on a receipt of the server for these very bytes', async () => {
    const { vault, sender } = await scene();
    const record = await vault.add(1);
    const wrong: ((one: SealedRecord) => Promise<string>)[] = [
      (one) => receiptFor(one, strangerKeys),
      (one) => receiptFor({ ...one, folio: composeFolio('7K2MD', 2) }),
      (one) => receiptFor({ ...one, integrityCode: 'f'.repeat(64) }),
      (one) => receiptFor({ ...one, size: one.size - 1 }),
      (one) => refusalFor(one),
      () => Promise.resolve('no.such.jws'),
    ];
    for (const one of wrong) {
      answer = one;
      await sender.run(true);
      expect(vault.rows.has(record.folio)).toBe(true);
    }
    answer = (one) => receiptFor(one);
    await sender.run(true);
    expect([vault.rows.size, vault.received.length]).toEqual([0, 1]);
  });

  it('lets the whole queue rest after a failure of the line, longer each time, and as long as the server asks', async () => {
    const { vault, sender, sent } = await scene();
    for (const nth of [1, 2, 3]) await vault.add(nth);
    answer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(false);
    // The second of three is not tried: the line is the same for it.
    expect([sent.length, sender.view.state]).toEqual([1, 'offline']);
    await sender.run(false);
    expect(sent).toHaveLength(1);
    expect(sender.view.nextAt).toBe(now + 2500);
    now += 2500;
    answer = () => Promise.reject(new BusyError(90_000));
    await sender.run(false);
    expect([sent.length, sender.view.state, sender.view.nextAt]).toEqual([2, 'busy', now + 90_000]);
    now += 89_999;
    await sender.run(false);
    expect(sent).toHaveLength(2);
    now += 1;
    answer = (one) => receiptFor(one);
    await sender.run(false);
    expect([vault.received.length, vault.rows.size]).toEqual([3, 0]);
  });

  it('leaves a busy server alone whatever the background says, and asks for the background only when nobody looks', async () => {
    const { vault, sender, sent } = await scene();
    for (const nth of [1, 2, 3]) await vault.add(nth);
    answer = () => Promise.reject(new BusyError(90_000));
    await sender.start();
    expect([sent.length, registered, vault.saved.get('sendingRestsUntil')]).toEqual([1, [], now + 90_000]);
    for (let times = 0; times < 3; times += 1) {
      backgroundSays({ data: 'send' });
      await settled();
    }
    expect([sent.length, registered]).toEqual([1, []]);
    page.visibilityState = 'hidden';
    visibilityChanges();
    await settled();
    expect([sent.length, registered]).toEqual([1, ['apoyo-ciudadano-envio']]);
    now += 90_000;
    backgroundSays({ data: 'send' });
    await settled();
    expect(sent).toHaveLength(2);
  });

  it('goes on with what was tried before, from where the server has it', async () => {
    const { vault, sender, sent, resumed } = await scene();
    const [cut, fresh] = [await vault.add(1), await vault.add(2)];
    answer = () => Promise.reject(new OfflineError('cut'));
    await sender.run(true);
    expect([sent, resumed]).toEqual([[cut.folio], []]);
    answer = (one) => receiptFor(one);
    await sender.run(true);
    expect(resumed).toEqual([cut.folio]);
    expect(sent).toEqual([cut.folio, fresh.folio, cut.folio]);
    expect(vault.rows.size).toBe(0);
  });

  it('does not let one record that always fails keep the others waiting', async () => {
    const { vault, sender } = await scene();
    const bad = await vault.add(0);
    for (const nth of [1, 2]) await vault.add(nth);
    answer = (one) => (one.folio === bad.folio ? Promise.reject(new BusyError(undefined)) : receiptFor(one));
    await sender.run(true);
    await sender.run(true);
    expect(vault.received).toHaveLength(2);
    expect([...vault.rows.keys()]).toEqual([bad.folio]);
  });

  it('sends again what arrived spoilt, and shows the person only what stays so', async () => {
    const { vault, sender } = await scene();
    const record = await vault.add(1);
    answer = () => Promise.reject(problem('INTAKE.DIGEST_DIFFERS'));
    for (let tries = 0; tries < 4; tries += 1) await sender.run(true);
    expect(vault.rows.get(record.folio)?.attempts).toBe(4);
    expect(vault.rows.get(record.folio)?.problem).toBeUndefined();
    await sender.run(true);
    expect(vault.rows.get(record.folio)).toMatchObject({ problem: 'No.', nextAttemptAt: now + 3_600_000 });
  });

  it('buries only what the server refused in a signed word for this record (decision 7)', async () => {
    const { vault, sender } = await scene();
    const record = await vault.add(1);
    const refusals = [
      undefined,
      await refusalFor(record, strangerKeys),
      await refusalFor({ ...record, integrityCode: 'f'.repeat(64) }),
    ];
    for (const refusal of refusals) {
      answer = () => Promise.reject(problem('INTAKE.GRACE_OVER', refusal));
      await sender.run(true);
      expect([vault.rows.size, [...vault.graves.values()].length]).toEqual([1, 0]);
    }
    answer = async (one) => Promise.reject(problem('INTAKE.GRACE_OVER', await refusalFor(one)));
    await sender.run(true);
    expect([...vault.graves.values()]).toMatchObject([
      { folio: record.folio, code: 'INTAKE.GRACE_OVER', reason: 'No.' },
    ]);
    expect([vault.rows.size, vault.bytes.size]).toEqual([0, 0]);
  });

  it('announces while uploads cannot, also when only Wi-Fi may send; never without a network (decision 6)', async () => {
    const { vault, sender, sent, announced } = await scene();
    for (const nth of [1, 2]) await vault.add(nth);
    network = { onLine: false };
    await sender.run(true);
    expect([sent, announced, sender.view.state]).toEqual([[], [], 'offline']);
    network = { onLine: true, connection: { type: 'cellular' } };
    vault.wifiOnly = true;
    await sender.run(true);
    expect([sent.length, announced.length, sender.view.state]).toEqual([0, 2, 'wifi-only']);
    await vault.add(3);
    network = { onLine: true, connection: { type: 'wifi' } };
    answer = () => Promise.reject(new BusyError(1000));
    await sender.run(true);
    expect([sent.length, announced.length]).toEqual([1, 3]);
    expect([...vault.rows.values()].map((one) => one.announced)).toEqual([true, true, true]);
  });

  it('asks nothing every second of a line that it may not use, and leaves a server alone that does not answer', async () => {
    const { vault, sender, announced } = await scene();
    await vault.add(1);
    network = { onLine: false };
    await sender.run(false);
    expect(sender.view.nextAt).toBe(now + 60_000);
    network = { onLine: true, connection: { type: 'cellular' } };
    vault.wifiOnly = true;
    announceAnswer = () => Promise.reject(new BusyError(600_000));
    await sender.run(false);
    expect([announced.length, sender.view.nextAt]).toEqual([1, now + 600_000]);
    now += 599_999;
    await sender.run(false);
    expect(announced).toHaveLength(1);
    now += 1;
    await sender.run(false);
    expect(announced).toHaveLength(2);
  });

  it.each(['INTAKE.DEVICE_SUSPENDED', 'INTAKE.PERIOD_INACTIVE'])(
    'sends one record for all that %s holds back, not each with all its bytes',
    async (code) => {
      const { vault, sender, sent } = await scene();
      for (const nth of [1, 2, 3]) await vault.add(nth);
      answer = () => Promise.reject(problem(code));
      await sender.run(true);
      expect([sent.length, sender.view.state]).toEqual([1, 'refused']);
      const held = { problem: 'No.', nextAttemptAt: now + 3_600_000 };
      expect([...vault.rows.values()]).toEqual([held, held, held].map((one) => expect.objectContaining(one)));
      answer = (record) => receiptFor(record);
      now += 3_600_000;
      await sender.run(false);
      expect(vault.received).toHaveLength(3);
    },
  );

  it('asks for the receipt of what the background handed over, and does not send it again', async () => {
    const { vault, sender, sent, announced } = await scene();
    const record = await vault.add(1, { announced: true, handedOver: true });
    const lost = await vault.add(2, { announced: true, handedOver: true });
    announceAnswer = async (one) =>
      one.folio === record.folio
        ? { integrityCode: one.integrityCode, state: 'received', receipt: await receiptFor(one) }
        : { integrityCode: one.integrityCode, state: 'announced' };
    await sender.run(true);
    expect(announced).toEqual([record.folio, lost.folio]);
    expect([sent, vault.received.length, vault.rows.size]).toEqual([[lost.folio], 2, 0]);
  });

  it('looks again by itself when the background was sending as it began, and says so meanwhile', async () => {
    const { vault, sender, sent } = await scene();
    expect(sendingSentence(sender.view)).toBe('Revisando los apoyos guardados…');
    const record = await vault.add(1);
    sentElsewhere = true;
    await sender.run(false);
    expect(sendingSentence(sender.view)).toBe('1 por enviar · se están enviando');
    await vault.updateRecord({ ...record, handedOver: true });
    announceAnswer = async (one) => ({
      ...{ integrityCode: one.integrityCode, state: 'received' },
      receipt: await receiptFor(one),
    });
    sentElsewhere = false;
    const ended = new Promise<void>((done) => {
      sender.subscribe(() => {
        if (sender.view.state === 'idle') done();
      });
    });
    jest.advanceTimersByTime(1000);
    await ended;
    expect([sent, vault.received.length, vault.rows.size]).toEqual([[], 1, 0]);
    expect(sendingSentence(sender.view)).toBe('No hay apoyos por enviar');
  });

  it('erases what nobody took, so many days after the last grace, only on the word of the server, and says so', async () => {
    const { vault, sender } = await scene();
    const keptUntil = '2027-03-13T06:00:00.000Z';
    const record = await vault.add(1, { keptUntil });
    answer = () => Promise.reject(new OfflineError('no answer'));
    now = Date.parse(keptUntil) + 1;
    await sender.run(true);
    expect(vault.rows.size).toBe(1);
    told = Date.parse(keptUntil);
    await sender.run(true);
    expect(vault.rows.size).toBe(1);
    told += 1;
    await sender.run(true);
    expect([vault.rows.size, vault.bytes.size]).toEqual([0, 0]);
    expect([...vault.graves.values()]).toMatchObject([{ folio: record.folio, code: 'APP.OVERDUE' }]);
  });

  it('tells the server what it erased unsent, again until it has heard it, and then never more (decision 7)', async () => {
    const { vault, sender, erased } = await scene();
    const keptUntil = '2027-03-13T06:00:00.000Z';
    const record = await vault.add(1, { keptUntil });
    told = Date.parse(keptUntil) + 1;
    reportAnswer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(true);
    expect([vault.rows.size, erased]).toEqual([0, []]);
    reportAnswer = () => Promise.resolve();
    await sender.run(true);
    await sender.run(true);
    expect(erased).toEqual([record.folio]);
    expect([...vault.graves.values()]).toMatchObject([{ folio: record.folio, code: 'APP.OVERDUE' }]);
    expect([...vault.graves.values()][0]?.untold).toBeUndefined();
  });
});
