import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SenderWorld } from '../../test/sender-world.js';
import { OfflineError } from '../server/errors.js';

describe('records that can no longer be received (decision 7)', () => {
  let world: SenderWorld;
  beforeEach(() => {
    world = new SenderWorld();
  });
  afterEach(() => {
    world.close();
  });

  it('erases an unsent record only when the server’s own time is past its retention period (decision 7)', async () => {
    const { vault, sender } = await world.scene();
    const keptUntil = '2027-03-13T06:00:00.000Z';
    const record = await vault.add(1, { keptUntil });
    world.answer = () => Promise.reject(new OfflineError('no answer'));
    world.now = Date.parse(keptUntil) + 1;
    await sender.run(true);
    expect(vault.rows.size).toBe(1);
    world.serverMs = Date.parse(keptUntil);
    await sender.run(true);
    expect(vault.rows.size).toBe(1);
    world.serverMs += 1;
    await sender.run(true);
    expect([vault.rows.size, vault.bytes.size]).toEqual([0, 0]);
    expect([...vault.graves.values()]).toMatchObject([{ folio: record.folio, code: 'APP.OVERDUE' }]);
  });

  it('reports what it erased unsent until the server has answered once (decision 7)', async () => {
    const { vault, sender, erased } = await world.scene();
    const keptUntil = '2027-03-13T06:00:00.000Z';
    const record = await vault.add(1, { keptUntil });
    world.serverMs = Date.parse(keptUntil) + 1;
    world.reportAnswer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(true);
    expect([vault.rows.size, erased]).toEqual([0, []]);
    world.reportAnswer = () => Promise.resolve();
    await sender.run(true);
    await sender.run(true);
    expect(erased).toEqual([record.folio]);
    expect([...vault.graves.values()]).toMatchObject([{ folio: record.folio, code: 'APP.OVERDUE' }]);
    expect([...vault.graves.values()][0]?.untold).toBeUndefined();
  });
});
