import { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeFolio } from '#electoral/wire';
import { MARIA, PortalScene } from '../../test/support/portal-scene.js';
import { ANA, type WorldSupport } from '../demonstration/world/index.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { KeyedHash } from '../kernel/crypto/keyed-hash.js';
import { RateLimits } from '../kernel/http/rate-limits.js';
import { BlobStore } from '../kernel/storage/blob-store.js';

let scene: PortalScene;
beforeAll(async () => {
  scene = await PortalScene.open([ANA], { practice: true });
});
afterAll(() => scene.close());

describe('the public check of a receipt (§10.3)', () => {
  let record: WorldSupport;
  const check = (given: string, code: string) =>
    fetch(new URL(`/recibo?${new URLSearchParams({ folio: given, codigo: code }).toString()}`, scene.base), {
      headers: { accept: 'text/html' },
    });

  beforeAll(async () => {
    record = await scene.receiveSupport(scene.mariaId);
  });

  it('shows when the record was received and that it is intact, but does not name the aspirant', async () => {
    const answer = await check(record.folio.toLowerCase().replaceAll('-', ' '), record.integrityCode.toUpperCase());
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('Recibido y sin alteraciones');
    expect(text).toContain('15/01/2027 12:00:00');
    for (const secret of [MARIA.name, scene.mariaId, 'Gubernatura']) expect(text).not.toContain(secret);
  });

  it('is posted by its form, so that folio and code do not stay in the address', async () => {
    const form = await (await fetch(new URL('/recibo', scene.base), { headers: { accept: 'text/html' } })).text();
    expect(form).toContain('method="post" action="/recibo"');
    const body = new URLSearchParams({ folio: record.folio, codigo: record.integrityCode });
    const posted = await fetch(new URL('/recibo', scene.base), {
      method: 'POST',
      headers: { accept: 'text/html', origin: scene.base },
      body,
    });
    expect([posted.status, (await posted.text()).includes('Recibido y sin alteraciones')]).toEqual([200, true]);
  });

  it('accepts values copied with their labels, and asks for missing ones', async () => {
    const copied = await check(`Folio ${record.folio}`, `Código de integridad: ${record.integrityCode}`);
    expect(await copied.text()).toContain('Recibido y sin alteraciones');
    const empty = await check('', '');
    expect(empty.status).toBe(422);
    const text = await empty.text();
    for (const sentence of ['Escriba el folio.', 'Escriba el código de integridad.']) expect(text).toContain(sentence);
  });

  it('finds folio and code in a pasted receipt, in either field, and swapped', async () => {
    const { folio, integrityCode: code } = record;
    const receipt = `Folio: ${folio}\nRecibido: 15/01/2027 12:00:00 (hora del centro)\nCódigo de integridad:\n${code}\n\nEste acuse`;
    const unbroken = receipt.replaceAll('\n', '');
    for (const given of [receipt, unbroken]) {
      for (const answer of [await check(given, ''), await check('', given), await check(given, given)]) {
        const text = await answer.text();
        expect(text).toContain('Recibido y sin alteraciones');
        expect(text).toContain(`value="${folio}"`);
      }
    }
    expect(await (await check(code, folio)).text()).toContain('Recibido y sin alteraciones');
  });

  it('says in the result that the record belongs to a practice process', async () => {
    const [, result] = (await (await check(record.folio, record.integrityCode)).text()).split('class="panel"');
    expect(result).toContain('Proceso de práctica');
  });

  it('returns the same response for an unknown folio and a wrong code', async () => {
    const wrong = await (await check(record.folio, sha256('other').toString('hex'))).text();
    const unknown = await (await check(composeFolio('7K2MD', 901), record.integrityCode)).text();
    const summary = (html: string) => /class="error-summary"[\s\S]*?<\/div>/.exec(html)?.[0];
    expect(summary(wrong)).toContain('no corresponden a un acuse emitido');
    expect(summary(unknown)).toBe(summary(wrong));
    expect(await (await check('AC-7K2MD-00000', 'zz')).text()).toContain('href="#folio"');
  });

  it('reports a stored record that no longer matches the received one', async () => {
    const blobs = scene.context.module.get(BlobStore);
    const keys: string[] = [];
    for await (const key of blobs.keys('supports')) keys.push(key);
    for (const key of keys) await blobs.put(key, bytes('altered'));
    const text = await (await check(record.folio, record.integrityCode)).text();
    expect(text).toContain('no coincide con lo recibido');
    expect(text).not.toContain('Proceso de práctica');
    expect(text).toContain('15/01/2027 12:00:00');
    expect(text).toContain('El archivo guardado falta o no es el que se recibió');
    for (const secret of [MARIA.name, scene.mariaId, 'Gubernatura']) expect(text).not.toContain(secret);
  });

  it('limits the attempts from one address across all processes, and resets the count each minute', async () => {
    const { module, clock } = scene.context;
    clock.advance(60_000);
    const other = new RateLimits(module.get(EntityManager), clock, module.get(KeyedHash));
    for (let tries = 0; tries < 30; tries += 1) await other.take('transparency.receipt', '127.0.0.1', 60);
    const statuses: number[] = [];
    for (let tries = 0; tries < 31; tries += 1) statuses.push((await check(record.folio, 'zz')).status);
    expect(statuses.slice(0, 30)).not.toContain(429);
    expect(statuses[30]).toBe(429);
    await expect(other.take('transparency.receipt', '127.0.0.1', 60)).rejects.toMatchObject({
      code: 'KERNEL.TOO_MANY_REQUESTS',
    });
    clock.advance(60_000);
    expect((await check(record.folio, 'zz')).status).not.toBe(429);
    expect(await module.get(RateLimits).deleteOld()).toBe(0);
    clock.advance(3_600_000);
    expect(await module.get(RateLimits).deleteOld()).toBeGreaterThan(0);
  });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
