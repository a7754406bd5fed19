import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeScene, type IntakePhone } from '../../../test/support/intake-scene.js';
import type { BegunEnrolment } from '../../demonstration/world/index.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { Scrub } from '../../kernel/storage/scrub.js';
import { parseHeader } from '#electoral/wire';

interface Stored {
  readonly key: string;
  readonly digest: Buffer;
  readonly jwk: object;
  readonly container: Buffer;
}

let scene: IntakeScene;
let phone: IntakePhone;
let original: Stored;
/** The enrolment of another device, with a valid signature. */
let other: BegunEnrolment;
beforeAll(async () => {
  scene = await IntakeScene.open();
  phone = await scene.enrol();
  other = await scene.beginEnrolment();
  const [row] = await scene.rows<Omit<Stored, 'container'>>(
    'select blob_key as key, manifest_digest as digest, public_jwk as jwk from devices.device where id = ?',
    [phone.deviceId],
  );
  if (!row) throw new Error('not enrolled');
  original = { ...row, container: await scene.context.module.get(BlobStore).read(row.key) };
});
afterAll(() => scene.close());
afterEach(async () => {
  await put(original.container);
  await set('manifest_digest = ?, public_jwk = ?, attested = false', [original.digest, JSON.stringify(original.jwk)]);
  expect(await findings()).toEqual([]);
});

const set = (assignments: string, values: readonly unknown[] = []) =>
  scene.rows(`update devices.device set ${assignments} where id = ?`, [...values, phone.deviceId]);
const findings = async () => (await scene.context.module.get(Scrub).run()).findings[original.key] ?? [];

async function put(container: Uint8Array): Promise<void> {
  await scene.context.module.get(BlobStore).put(original.key, once(container));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

describe('the scrub of enrolment images (decision 49)', () => {
  it('finds nothing in an unchanged container', async () => {
    expect(await findings()).toEqual([]);
  });

  it('finds an image that was changed', async () => {
    const changed = Buffer.from(original.container);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await put(changed);
    expect(await findings()).toEqual(['container.content']);
  });

  it('finds a file that is missing', async () => {
    await scene.context.module.get(BlobStore).remove(original.key);
    const { damaged } = await scene.context.module.get(Scrub).run();
    expect(damaged).toEqual([original.key]);
  });

  it('finds the container of another device, even if the row has its digest and its key', async () => {
    const { container } = other.enrolment;
    await put(container);
    await set('manifest_digest = ?, public_jwk = ?', [
      sha256(parseHeader(container).manifest),
      JSON.stringify(other.keys.publicJwk),
    ]);
    expect(await findings()).toEqual(['row.id', 'device.key']);
  });

  it.each([
    ['row.manifestDigest', `manifest_digest = sha256('x')`],
    ['row.publicJwk', `public_jwk = public_jwk || '{"x":"AAAA"}'`],
    ['row.attested', 'attested = true'],
  ])('finds %s after a superuser ran «set %s»', async (finding, assignment) => {
    await set(assignment);
    expect(await findings()).toEqual([finding]);
  });

  it('finds a device whose key has no anchor in the audit trail', async () => {
    await scene.rows('alter table kernel.audit_entry disable trigger user');
    const hide = (from: string, to: string) =>
      scene.rows('update kernel.audit_entry set action = ? where action = ? and subject_id = ?', [
        to,
        from,
        phone.deviceId,
      ]);
    await hide('devices.enrol-device', 'hidden');
    expect(await findings()).toEqual(['device.not-anchored']);
    await hide('hidden', 'devices.enrol-device');
    await scene.rows('alter table kernel.audit_entry enable trigger user');
  });
});
