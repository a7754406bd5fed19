import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { composeFolio } from '#electoral/wire';
import { foreignKeys, problem, receiptFor, refusalFor, SenderWorld } from '../../test/sender-world.js';
import type { Enrolment, SealedRecord } from '../storage/vault.js';
import { recordSentence } from './sentence.js';

describe('the sending of records (§8.13)', () => {
  let world: SenderWorld;
  beforeEach(() => {
    world = new SenderWorld();
  });
  afterEach(() => {
    world.close();
  });

  it('deletes a record only after a signed receipt for exactly its bytes (§8.13)', async () => {
    const { vault, sender } = await world.scene();
    const record = await vault.add(1);
    const wrong: ((one: SealedRecord) => Promise<string>)[] = [
      (one) => receiptFor(one, foreignKeys),
      (one) => receiptFor({ ...one, folio: composeFolio('7K2MD', 2) }),
      (one) => receiptFor({ ...one, integrityCode: 'f'.repeat(64) }),
      (one) => receiptFor({ ...one, size: one.size - 1 }),
      (one) => refusalFor(one),
      () => Promise.resolve('no.such.jws'),
    ];
    for (const one of wrong) {
      world.answer = one;
      await sender.run(true);
      expect(vault.rows.has(record.folio)).toBe(true);
    }
    world.answer = (one) => receiptFor(one);
    await sender.run(true);
    expect([vault.rows.size, vault.received.length]).toEqual([0, 1]);
  });

  it('replaces a record with a tombstone only after a signed refusal of that record (decision 7)', async () => {
    const { vault, sender } = await world.scene();
    const record = await vault.add(1);
    const refusals = [
      undefined,
      await refusalFor(record, foreignKeys),
      await refusalFor({ ...record, integrityCode: 'f'.repeat(64) }),
    ];
    for (const refusal of refusals) {
      world.answer = () => Promise.reject(problem('INTAKE.GRACE_OVER', refusal));
      await sender.run(true);
      expect([vault.rows.size, [...vault.tombstoneRows.values()].length]).toEqual([1, 0]);
    }
    world.answer = async (one) => Promise.reject(problem('INTAKE.GRACE_OVER', await refusalFor(one)));
    await sender.run(true);
    expect([...vault.tombstoneRows.values()]).toMatchObject([
      { folio: record.folio, code: 'INTAKE.GRACE_OVER', reason: 'No.' },
    ]);
    expect([vault.rows.size, vault.bytes.size]).toEqual([0, 0]);
  });

  it('retries a corrupt upload four times before it shows the problem', async () => {
    const { vault, sender } = await world.scene();
    const record = await vault.add(1);
    world.answer = () => Promise.reject(problem('INTAKE.DIGEST_DIFFERS'));
    for (let tries = 0; tries < 4; tries += 1) await sender.run(true);
    expect(vault.rows.get(record.folio)?.attempts).toBe(4);
    expect(vault.rows.get(record.folio)?.problem).toBeUndefined();
    await sender.run(true);
    expect(vault.rows.get(record.folio)).toMatchObject({ problem: 'No.', nextAttemptAt: world.now + 3_600_000 });
  });

  it.each(['INTAKE.DEVICE_SUSPENDED', 'INTAKE.PERIOD_INACTIVE', 'INTAKE.GRACE_OVER'])(
    'uploads only one record when %s holds back the whole device',
    async (code) => {
      const { vault, sender, sent } = await world.scene();
      for (const nth of [1, 2, 3]) await vault.add(nth);
      world.answer = () => Promise.reject(problem(code));
      await sender.run(true);
      expect([sent.length, sender.view.state]).toEqual([1, 'refused']);
      const held = { problem: 'No.', nextAttemptAt: world.now + 3_600_000 };
      expect([...vault.rows.values()]).toEqual([held, held, held].map((one) => expect.objectContaining(one)));
      world.answer = (record) => receiptFor(record);
      world.now += 3_600_000;
      await sender.run(false);
      expect(vault.received).toHaveLength(3);
    },
  );

  it('keeps a record whose folio is taken, even if the refusal is signed', async () => {
    const { vault, sender } = await world.scene();
    vault.enrolled.push({ deviceId: 'd' } as Enrolment);
    const record = await vault.add(1);
    const code = 'INTAKE.FOLIO_TAKEN';
    world.answer = async (one) => Promise.reject(problem(code, await refusalFor(one, undefined, code)));
    await sender.run(true);
    expect([vault.rows.get(record.folio)?.problem, vault.bytes.size, vault.tombstoneRows.size]).toEqual(['No.', 1, 0]);
    // The next capture needs a lease with the raised counter, but a repeated refusal of the same record must not
    // require yet another.
    expect(vault.enrolled).toMatchObject([{ refusal: { code } }]);
    vault.enrolled.splice(0, 1, { deviceId: 'd' } as Enrolment);
    await sender.run(true);
    expect(vault.enrolled).toEqual([{ deviceId: 'd' }]);
  });

  it('does not wait for a record that the phone cannot read: it is marked, and the others are sent', async () => {
    const { vault, sender, sent } = await world.scene();
    const [missing, damaged, whole] = [await vault.add(1), await vault.add(2), await vault.add(3)];
    vault.bytes.delete(missing.folio);
    const read = vault.container;
    vault.container = (folio) => (folio === damaged.folio ? Promise.reject(new Error('not readable')) : read(folio));
    await sender.run(true);
    expect(sent).toEqual([whole.folio]);
    expect([...vault.rows.values()].map(({ unreadable }) => unreadable)).toEqual([true, true]);
    const unreadable = vault.rows.get(damaged.folio);
    expect(unreadable && recordSentence(unreadable, sender.view)).toMatch(/no puede leer este apoyo/);
    vault.container = read;
    await sender.run(true);
    expect(sent).toEqual([whole.folio, damaged.folio]);
    expect([...vault.rows.keys()]).toEqual([missing.folio]);
  });

  it('stops captures immediately if the period is inactive, even for a record of a replaced registration', async () => {
    const { vault, sender } = await world.scene();
    vault.enrolled.push({ deviceId: 'new', formerDevices: ['d'] } as unknown as Enrolment);
    await vault.add(1);
    world.answer = () => Promise.reject(problem('INTAKE.PERIOD_INACTIVE'));
    await sender.run(true);
    expect(vault.enrolled).toMatchObject([{ deviceId: 'new', refusal: { code: 'INTAKE.PERIOD_INACTIVE' } }]);
    expect([vault.rows.size, vault.tombstoneRows.size]).toEqual([1, 0]);
  });
});
