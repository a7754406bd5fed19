import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { receiptFor, SenderWorld } from '../../test/sender-world.js';
import { BusyError, OfflineError } from '../server/errors.js';

describe('the retry schedule', () => {
  let world: SenderWorld;
  beforeEach(() => {
    world = new SenderWorld();
  });
  afterEach(() => {
    world.close();
  });

  it('pauses every record after a failed connection, and for as long as a busy server asks', async () => {
    const { vault, sender, sent } = await world.scene();
    for (const nth of [1, 2, 3]) await vault.add(nth);
    world.answer = () => Promise.reject(new OfflineError('no answer'));
    await sender.run(false);
    // The other two are not tried: they share the connection.
    expect([sent.length, sender.view.state]).toEqual([1, 'offline']);
    await sender.run(false);
    expect(sent).toHaveLength(1);
    expect(sender.view.nextAt).toBe(world.now + 2500);
    world.now += 2500;
    world.answer = () => Promise.reject(new BusyError(90_000));
    await sender.run(false);
    expect([sent.length, sender.view.state, sender.view.nextAt]).toEqual([2, 'busy', world.now + 90_000]);
    world.now += 89_999;
    await sender.run(false);
    expect(sent).toHaveLength(2);
    world.now += 1;
    world.answer = (one) => receiptFor(one);
    await sender.run(false);
    expect([vault.received.length, vault.rows.size]).toEqual([3, 0]);
  });

  it('keeps the pause when the service worker reports a connection, and requests Background Sync only while hidden', async () => {
    const { vault, sender, sent } = await world.scene();
    for (const nth of [1, 2, 3]) await vault.add(nth);
    world.answer = () => Promise.reject(new BusyError(90_000));
    await sender.start();
    expect([sent.length, world.registered, vault.saved.get('sendingRestsUntil')]).toEqual([1, [], world.now + 90_000]);
    for (let times = 0; times < 3; times += 1) {
      await world.receiveMessage('send');
    }
    expect([sent.length, world.registered]).toEqual([1, []]);
    await world.hidePage();
    expect([sent.length, world.registered]).toEqual([1, ['apoyo-ciudadano-envio']]);
    world.now += 90_000;
    await world.receiveMessage('send');
    expect(sent).toHaveLength(2);
  });

  it('waits a minute without a usable connection, and respects the pause requested by a server that refuses announcements', async () => {
    const { vault, sender, announced } = await world.scene();
    await vault.add(1);
    world.network = { onLine: false };
    await sender.run(false);
    expect(sender.view.nextAt).toBe(world.now + 60_000);
    world.network = { onLine: true, connection: { type: 'cellular' } };
    vault.wifiOnly = true;
    world.announceAnswer = () => Promise.reject(new BusyError(600_000));
    await sender.run(false);
    expect([announced.length, sender.view.nextAt]).toEqual([1, world.now + 600_000]);
    world.now += 599_999;
    await sender.run(false);
    expect(announced).toHaveLength(1);
    world.now += 1;
    await sender.run(false);
    expect(announced).toHaveLength(2);
  });
});
