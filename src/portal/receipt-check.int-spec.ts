import { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeFolio } from '#electoral/wire';
import { MARIA, PortalScene } from '../../test/support/portal-scene.js';
import { ReceiveSupports } from '../contexts/intake/commands/receive-supports.js';
import { systemActor } from '../kernel/access/actor.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { KeyedHash } from '../kernel/crypto/keyed-hash.js';
import { randomId } from '../kernel/crypto/random.js';
import { RateLimits } from '../kernel/http/rate-limits.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { BlobStore } from '../kernel/storage/blob-store.js';

let scene: PortalScene;
beforeAll(async () => {
  scene = await PortalScene.open();
});
afterAll(() => scene.close());

describe('the public check of a receipt (§10.3)', () => {
  const folio = composeFolio('7K2MD', 900);
  const integrityCode = sha256('manifest').toString('hex');
  const check = (given: string, code: string) =>
    fetch(new URL(`/recibo?${new URLSearchParams({ folio: given, codigo: code }).toString()}`, scene.base), {
      headers: { accept: 'text/html' },
    });

  beforeAll(async () => {
    const blobs = scene.context.module.get(BlobStore);
    const { size, sha256: digest } = await blobs.put('aa/record', bytes('sealed'));
    const now = scene.context.clock.now().toISOString();
    const id = randomId();
    const received = {
      manifest: {
        version: 1 as const,
        kind: 'support' as const,
        folio,
        processId: id,
        deviceId: id,
        aspirantId: scene.mariaId,
        auxiliaryId: id,
        jwe: integrityCode,
        parts: [{ name: 'anverso', size: 20, sha256: integrityCode }],
        appVersion: '1',
        attestation: '',
        periodVersion: 1,
        channel: 'app' as const,
        credentialType: 'E',
        capturedAt: now,
        lastServerTime: { at: now, monotonicMs: 0 },
        privacyNotice: { version: '1', consentedAt: now },
      },
      integrityCode: sha256('manifest'),
      device: {
        officeId: id,
        entidad: '22',
        processId: id,
        deviceId: id,
        aspirantId: scene.mariaId,
        auxiliaryId: id,
      },
      flags: [],
      blob: { key: 'aa/record', size, sha256: digest },
      graceEndsAt: new Date('2027-02-11T06:00:00Z'),
    };
    await scene.context.module.get(Dispatcher).run(systemActor('spec'), new ReceiveSupports({ uploads: [received] }));
  });

  it('shows when the record was received and that it is intact, but not the aspirant', async () => {
    const answer = await check(folio.toLowerCase().replaceAll('-', ' '), integrityCode.toUpperCase());
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('Recibido y sin alteraciones');
    expect(text).toContain('15/01/2027 12:00:00');
    for (const secret of [MARIA.name, scene.mariaId, 'Gubernatura']) expect(text).not.toContain(secret);
  });

  it('returns the same response for an unknown folio and a wrong code', async () => {
    const wrong = await (await check(folio, sha256('other').toString('hex'))).text();
    const unknown = await (await check(composeFolio('7K2MD', 901), integrityCode)).text();
    const summary = (html: string) => /class="error-summary"[\s\S]*?<\/div>/.exec(html)?.[0];
    expect(summary(wrong)).toContain('no corresponden a un acuse emitido');
    expect(summary(unknown)).toBe(summary(wrong));
    expect(await (await check('AC-7K2MD-00000', 'zz')).text()).toContain('href="#folio"');
  });

  it('reports a stored record that no longer matches the received one', async () => {
    await scene.context.module.get(BlobStore).put('aa/record', bytes('altered'));
    expect(await (await check(folio, integrityCode)).text()).toContain('no coincide con lo recibido');
  });

  it('limits the attempts of one address across all processes, with a new limit each minute', async () => {
    const { module, clock } = scene.context;
    clock.advance(60_000);
    const other = new RateLimits(module.get(EntityManager), clock, module.get(KeyedHash));
    for (let tries = 0; tries < 30; tries += 1) await other.take('transparency.receipt', '127.0.0.1', 60);
    const statuses: number[] = [];
    for (let tries = 0; tries < 31; tries += 1) statuses.push((await check(folio, 'zz')).status);
    expect(statuses.slice(0, 30)).not.toContain(429);
    expect(statuses[30]).toBe(429);
    await expect(other.take('transparency.receipt', '127.0.0.1', 60)).rejects.toMatchObject({
      code: 'KERNEL.TOO_MANY_REQUESTS',
    });
    clock.advance(60_000);
    expect((await check(folio, 'zz')).status).not.toBe(429);
    expect(await module.get(RateLimits).deleteOld()).toBe(0);
    clock.advance(3_600_000);
    expect(await module.get(RateLimits).deleteOld()).toBeGreaterThan(0);
  });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
