// The contract of every vault implementation, for specs. It uses no test framework, so that it also runs in a page.
import { encodeContainer } from '#electoral/wire';
import type { Enrolment, SealedRecord, StoredReceipt, Tombstone, Vault } from './vault.js';

/** Opens the same store again, as after a restart. */
export type Reopen = () => Promise<Vault>;

const record = (folio: string): SealedRecord => ({
  ...{ folio, deviceId: 'd', integrityCode: 'a'.repeat(64), capturedAt: '2027-01-15T18:00:00.000Z' },
  ...{ size: 1000, checked: false, attempts: 0, nextAttemptAt: 0 },
});

const receipt = (folio: string): StoredReceipt => ({
  ...{ folio, deviceId: 'd', receivedAt: '2027-01-15T20:00:00.000Z', integrityCode: 'a'.repeat(64), jws: 'a.b.c' },
});

const tombstone = (folio: string): Tombstone => ({
  ...{ folio, deviceId: 'd', code: 'INTAKE.GRACE_OVER', reason: 'No.', refusedAt: '2027-01-15T20:00:00.000Z' },
});

const enrolment = (deviceId: string): Enrolment =>
  ({
    deviceId,
    nextCounter: 0,
    wrappedKey: { salt: new Uint8Array([1, 2]), iv: new Uint8Array([3]), ciphertext: new Uint8Array([0, 255, 128]) },
    failedUnlocks: { count: 0, notBefore: 0 },
  }) as unknown as Enrolment;

export function containerOf(seed: number): Uint8Array {
  const part = Uint8Array.from({ length: 5000 }, (_, at) => (at * 31 + seed) % 256);
  return encodeContainer({
    manifest: new TextEncoder().encode('{}'),
    signature: new Uint8Array(64),
    jwe: 'a.b',
    parts: [part],
  });
}

/** Each check by name. A failed check throws an Error. */
export const CONTRACT: Readonly<Record<string, (open: Reopen) => Promise<void>>> = {
  'stores a record with its container and header across a restart': async (open) => {
    await (await open()).saveRecord(record('A'), containerOf(1));
    const vault = await open();
    assertSame(await vault.records(), [record('A')]);
    assertSame(await vault.container('A'), containerOf(1));
    const header = await vault.header('A');
    assert(header !== undefined && header.length < 1000, 'a header must be short');
    assertSame(header, containerOf(1).slice(0, header?.length ?? 0));
    assertSame(await vault.container('B'), undefined);
    assertSame(await vault.header('B'), undefined);
  },
  'rejects a second record with the same folio': async (open) => {
    const vault = await open();
    await vault.saveRecord(record('A'), containerOf(1));
    await assertFails(() => vault.saveRecord(record('A'), containerOf(2)));
    assertSame(await vault.container('A'), containerOf(1));
    assertSame(await (await open()).container('A'), containerOf(1));
  },
  'updates an existing record and does not create a missing one': async (open) => {
    const vault = await open();
    await vault.saveRecord(record('A'), containerOf(1));
    assertSame(await vault.updateRecord({ ...record('A'), checked: true }), true);
    assertSame(await vault.updateRecord({ ...record('B'), checked: true }), false);
    assertSame(await (await open()).records(), [{ ...record('A'), checked: true }]);
  },
  'replaces a record and its container with a receipt': async (open) => {
    const vault = await open();
    for (const folio of ['A', 'B']) await vault.saveRecord(record(folio), containerOf(1));
    await vault.replaceWithReceipt(receipt('A'));
    const after = await open();
    assertSame(await after.records(), [record('B')]);
    assertSame([await after.container('A'), await after.header('A')], [undefined, undefined]);
    assertSame(await after.receipts(), [receipt('A')]);
  },
  'replaces a record and its container with a tombstone': async (open) => {
    const vault = await open();
    await vault.saveRecord(record('A'), containerOf(1));
    await vault.replaceWithTombstone(tombstone('A'));
    const after = await open();
    assertSame([await after.records(), await after.container('A')], [[], undefined]);
    assertSame(await after.tombstones(), [tombstone('A')]);
  },
  'discards a record with its container and header': async (open) => {
    const vault = await open();
    await vault.saveRecord(record('A'), containerOf(1));
    await vault.discardRecord('A');
    await vault.discardRecord('A');
    const after = await open();
    assertSame(
      [await after.records(), await after.container('A'), await after.header('A')],
      [[], undefined, undefined],
    );
    await after.saveRecord(record('A'), containerOf(2));
  },
  'returns each counter once under concurrent calls': async (open) => {
    const vault = await open();
    await vault.saveEnrolment(enrolment('d'));
    const taken = await Promise.all(Array.from({ length: 20 }, () => vault.takeCounter('d')));
    assertSame(
      [...taken].sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, nth) => nth),
    );
    const again = await open();
    assertSame(await again.takeCounter('d'), 20);
    assertSame(await again.takeCounter('d', 40), 40);
    assertSame(await again.takeCounter('d', 7), 41);
    await assertFails(() => again.takeCounter('unknown'));
  },
  'stores an enrolment with its key as bytes, and removes it': async (open) => {
    const vault = await open();
    await vault.saveEnrolment(enrolment('d'));
    await vault.saveEnrolment(enrolment('e'));
    await vault.updateEnrolment('e', (one) => ({ ...one, failedUnlocks: { count: 2, notBefore: 7 } }));
    const after = await open();
    assertSame(await after.enrolments(), [
      enrolment('d'),
      { ...enrolment('e'), failedUnlocks: { count: 2, notBefore: 7 } },
    ]);
    await after.removeEnrolment('d');
    assertSame(
      (await (await open()).enrolments()).map(({ deviceId }) => deviceId),
      ['e'],
    );
  },
  'checks by a trial write whether there is room, and leaves nothing behind': async (open) => {
    const vault = await open();
    await vault.saveSetting('wifiOnly', true);
    await vault.requireSpace(200_000);
    await vault.requireSpace(1000);
    const after = await open();
    assertSame([await after.setting('wifiOnly'), await after.setting('trial' as 'wifiOnly')], [true, undefined]);
    await after.requireSpace(1000);
  },
  'stores settings': async (open) => {
    const vault = await open();
    assertSame(await vault.setting('wifiOnly'), undefined);
    await vault.saveSetting('wifiOnly', true);
    await vault.saveSetting('keySet', 'a.b.c');
    const after = await open();
    assertSame([await after.setting('wifiOnly'), await after.setting('keySet')], [true, 'a.b.c']);
  },
};

function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

function assertSame(actual: unknown, expected: unknown): void {
  const [left, right] = [textOf(actual), textOf(expected)];
  if (left !== right) throw new Error(`got ${left.slice(0, 300)}, expected ${right.slice(0, 300)}`);
}

/** Sorts the keys: their order may differ between vaults. */
function textOf(value: unknown): string {
  // JSON.stringify returns undefined for `undefined`, which its type does not say.
  const text = JSON.stringify(value, (_key, one: unknown) => {
    if (one instanceof Uint8Array) return `bytes ${Array.from(one).join(' ')}`;
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  }) as string | undefined;
  return text ?? 'undefined';
}

async function assertFails(work: () => Promise<unknown>): Promise<void> {
  const failed = await work().then(
    () => false,
    () => true,
  );
  assert(failed, 'the operation should have failed');
}
