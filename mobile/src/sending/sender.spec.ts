import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { foreignKeys, receiptFor, SenderWorld } from '../../test/sender-world.js';
import { UntrustedError } from '../crypto/index.js';
import { BusyError, OfflineError } from '../server/errors.js';
import { sendingSentence } from './sentence.js';

describe('a run of the sender (§8.13, §10.4, decisions 6 and 7)', () => {
  let world: SenderWorld;
  beforeEach(() => {
    world = new SenderWorld();
  });
  afterEach(() => {
    world.close();
  });

  it('does not read the list of records once for each record', async () => {
    const { vault, sender, sent } = await world.scene();
    for (let nth = 0; nth < 300; nth += 1) await vault.add(nth);
    await sender.run(true);
    expect([sent.length, vault.received.length, vault.rows.size]).toEqual([300, 300, 0]);
    expect(vault.reads).toBeLessThan(6);
    expect(sender.view).toMatchObject({ state: 'idle', pending: 0, total: 300, done: 300 });
  });

  it('resumes an interrupted upload and sends a new record whole', async () => {
    const { vault, sender, sent, resumed } = await world.scene();
    const [cut, fresh] = [await vault.add(1), await vault.add(2)];
    world.answer = () => Promise.reject(new OfflineError('cut'));
    await sender.run(true);
    expect([sent, resumed]).toEqual([[cut.folio], []]);
    world.answer = (one) => receiptFor(one);
    await sender.run(true);
    expect(resumed).toEqual([cut.folio]);
    expect(sent).toEqual([cut.folio, fresh.folio, cut.folio]);
    expect(vault.rows.size).toBe(0);
  });

  it('keeps the queue while the keys of the server are untrusted, and empties it once they are replaced', async () => {
    const { vault, sender } = await world.scene();
    for (const nth of [1, 2]) await vault.add(nth);
    world.keysFailure = new UntrustedError('key-set');
    await sender.run(true);
    expect([vault.rows.size, vault.received.length, sender.view.state]).toEqual([2, 0, 'untrusted']);
    expect(sendingSentence(sender.view)).toContain('Actualice la aplicación');
    world.keysFailure = undefined;
    await sender.run(true);
    expect([vault.rows.size, vault.received.length, sender.view.state]).toEqual([0, 2, 'idle']);
  });

  it('sends the other records when one always fails', async () => {
    const { vault, sender } = await world.scene();
    const bad = await vault.add(0);
    for (const nth of [1, 2]) await vault.add(nth);
    world.answer = (one) => (one.folio === bad.folio ? Promise.reject(new BusyError(undefined)) : receiptFor(one));
    await sender.run(true);
    await sender.run(true);
    expect(vault.received).toHaveLength(2);
    expect([...vault.rows.keys()]).toEqual([bad.folio]);
  });

  it('announces records that cannot be uploaded, even if uploads require Wi-Fi, but not without a network (decision 6)', async () => {
    const { vault, sender, sent, announced } = await world.scene();
    for (const nth of [1, 2]) await vault.add(nth);
    world.network = { onLine: false };
    await sender.run(true);
    expect([sent, announced, sender.view.state]).toEqual([[], [], 'offline']);
    world.network = { onLine: true, connection: { type: 'cellular' } };
    vault.wifiOnly = true;
    await sender.run(true);
    expect([sent.length, announced.length, sender.view.state]).toEqual([0, 2, 'wifi-only']);
    await vault.add(3);
    world.network = { onLine: true, connection: { type: 'wifi' } };
    world.answer = () => Promise.reject(new BusyError(1000));
    await sender.run(true);
    expect([sent.length, announced.length]).toEqual([1, 3]);
    expect([...vault.rows.values()].map((one) => one.announced)).toEqual([true, true, true]);
  });

  it('requests the receipts of what the service worker uploaded instead of uploading it again', async () => {
    const { vault, sender, sent, announced } = await world.scene();
    const record = await vault.add(1, { announced: true, handedOver: true });
    const lost = await vault.add(2, { announced: true, handedOver: true });
    world.announceAnswer = async (one) =>
      one.folio === record.folio
        ? { integrityCode: one.integrityCode, state: 'received', receipt: await receiptFor(one) }
        : { integrityCode: one.integrityCode, state: 'announced' };
    await sender.run(true);
    expect(announced).toEqual([record.folio, lost.folio]);
    expect([sent, vault.received.length, vault.rows.size]).toEqual([[lost.folio], 2, 0]);
  });

  it('announces the other records if one response contains an invalid receipt', async () => {
    const { vault, sender, announced } = await world.scene();
    const wrong = await vault.add(1, { handedOver: true });
    const other = await vault.add(2);
    world.answer = () => Promise.reject(new BusyError(1000));
    world.announceAnswer = async (one) =>
      one.folio === wrong.folio
        ? { integrityCode: one.integrityCode, state: 'received', receipt: await receiptFor(one, foreignKeys) }
        : { integrityCode: one.integrityCode, state: 'announced' };
    await sender.run(true);
    expect(announced).toContain(other.folio);
    expect(vault.rows.get(other.folio)).toMatchObject({ announced: true });
    expect(vault.rows.has(wrong.folio)).toBe(true);
  });

  it('is postponed while another window or the service worker is sending, and the app says so', async () => {
    const { vault, sender, sent } = await world.scene();
    expect(sendingSentence(sender.view)).toBe('Revisando los apoyos guardados…');
    const record = await vault.add(1);
    world.isLockTaken = true;
    await sender.run(false);
    expect(sendingSentence(sender.view)).toBe('1 por enviar · se están enviando');
    await vault.updateRecord({ ...record, handedOver: true });
    world.announceAnswer = async (one) => ({
      ...{ integrityCode: one.integrityCode, state: 'received' },
      receipt: await receiptFor(one),
    });
    world.isLockTaken = false;
    const ended = new Promise<void>((done) => {
      sender.subscribe(() => {
        if (sender.view.state === 'idle') done();
      });
    });
    jest.advanceTimersByTime(1000);
    await ended;
    expect([sent, vault.received.length, vault.rows.size]).toEqual([[], 1, 0]);
    expect(sendingSentence(sender.view)).toBe('No hay apoyos por enviar en este teléfono');
  });
});
