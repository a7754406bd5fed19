import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  foreignKeys,
  problem,
  receiptFor,
  refusalFor,
  SenderWorld,
  type SenderScene,
} from '../../test/sender-world.js';
import { OfflineError } from '../server/errors.js';
import type { SealedRecord } from '../storage/vault.js';

const KEPT_UNTIL = '2027-03-13T06:00:00.000Z';

describe('records that can no longer be received (decision 7)', () => {
  let world: SenderWorld;
  beforeEach(() => {
    world = new SenderWorld();
    world.answer = () => Promise.reject(new OfflineError('no answer'));
  });
  afterEach(() => {
    world.close();
  });

  /** A record whose retention has ended by the time last received from the server. */
  async function overdue(): Promise<SenderScene & { readonly record: SealedRecord }> {
    const scene = await world.scene();
    world.serverMs = Date.parse(KEPT_UNTIL) + 1;
    return { ...scene, record: await scene.vault.add(1, { keptUntil: KEPT_UNTIL }) };
  }
  const refused = async (record: SealedRecord, keys?: typeof foreignKeys) =>
    ({
      integrityCode: record.integrityCode,
      state: 'refused',
      refusal: await refusalFor(record, keys),
    }) as const;

  it('are submitted for erasure only when the server’s own time is past their retention period', async () => {
    const { vault, sender, asked, record } = await overdue();
    world.serverMs = undefined;
    world.now = Date.parse(KEPT_UNTIL) + 1;
    await sender.run(true);
    world.serverMs = Date.parse(KEPT_UNTIL);
    await sender.run(true);
    expect([asked, vault.rows.size]).toEqual([[], 1]);
    world.serverMs += 1;
    await sender.run(true);
    expect([asked, vault.rows.size]).toEqual([[record.folio], 1]);
  });

  it('are erased only after a signed refusal', async () => {
    const { vault, sender, record } = await overdue();
    world.erasureAnswer = (one) => refused(one, foreignKeys);
    await sender.run(true);
    expect([vault.rows.size, vault.bytes.size]).toEqual([1, 1]);
    world.erasureAnswer = (one) => refused(one);
    await sender.run(true);
    expect([vault.rows.size, vault.bytes.size]).toEqual([0, 0]);
    expect([...vault.tombstoneRows.values()]).toMatchObject([{ folio: record.folio, code: 'INTAKE.GRACE_OVER' }]);
    expect([...vault.tombstoneRows.values()][0]).toHaveProperty('jws');
  });

  it('are kept if there is no connection, if there is no response, or if the server asks the phone to keep them', async () => {
    const { vault, sender, asked } = await overdue();
    world.erasureAnswer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(true);
    world.network = { onLine: false };
    await sender.run(true);
    expect(asked).toHaveLength(1);
    world.network = { onLine: true };
    world.erasureAnswer = ({ integrityCode }) => Promise.resolve({ integrityCode, state: 'keep' });
    await sender.run(true);
    expect([vault.rows.size, vault.tombstoneRows.size]).toEqual([1, 0]);
  });

  it('do not prevent other records from being sent if their own headers cannot be read', async () => {
    const { vault, sender, asked, record } = await overdue();
    const [readable, due] = [await vault.add(2, { keptUntil: KEPT_UNTIL }), await vault.add(3)];
    world.answer = (one) => (one.folio === due.folio ? receiptFor(one) : Promise.reject(problem('INTAKE.FOLIO_TAKEN')));
    vault.bytes.set(record.folio, new Uint8Array(10));
    await sender.run(true);
    expect([asked, vault.received]).toMatchObject([[readable.folio], [{ folio: due.folio }]]);
    expect([...vault.rows.keys()]).toEqual([record.folio, readable.folio]);
  });

  it('are replaced by their receipts if the server had received them', async () => {
    const { vault, sender, record } = await overdue();
    world.erasureAnswer = async (one) => ({
      integrityCode: one.integrityCode,
      state: 'received',
      receipt: await receiptFor(one),
    });
    await sender.run(true);
    expect(vault.received).toMatchObject([{ folio: record.folio }]);
    expect([vault.rows.size, vault.tombstoneRows.size]).toEqual([0, 0]);
  });

  it('are reported once if an earlier version erased them without asking', async () => {
    const { vault, sender, erased } = await world.scene();
    const untold = { manifest: Buffer.from('AC-1').toString('base64url'), signature: 'x' };
    const tombstone = { folio: 'AC-1', deviceId: 'd', code: 'APP.OVERDUE', reason: 'No.', refusedAt: KEPT_UNTIL };
    await vault.replaceWithTombstone({ ...tombstone, untold });
    world.reportAnswer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(true);
    expect(erased).toEqual([]);
    world.reportAnswer = () => Promise.resolve();
    await sender.run(true);
    await sender.run(true);
    expect(erased).toEqual(['AC-1']);
    expect([...vault.tombstoneRows.values()]).toEqual([tombstone]);
  });
});
