import type { INestApplicationContext } from '@nestjs/common';
import { CONTAINER_TYPE, SUPPORT_PARTS, composeFolio, parseHeader, type SupportManifest } from '#electoral/wire';
import { Clock } from '../../kernel/clock/clock.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { sealRecord, type PlainRecord, type SealedRecord } from '../../load/device/seal-record.js';
import type { WorldDevice } from './device.js';

export interface WorldSupport extends SealedRecord {
  readonly folio: string;
}

export interface WorldCapture {
  /** Sequence number of the support on its device; determines the folio. */
  readonly number: number;
  readonly manifest?: Partial<SupportManifest>;
  /** Size in bytes of each picture; its bytes are random and cannot be decoded. */
  readonly pictureBytes?: number;
  readonly data?: Partial<PlainRecord['data']>;
}

/** A support as a device seals it, captured now. */
export async function sealSupport(
  app: INestApplicationContext,
  { keys, deviceId, prefix, lease }: WorldDevice,
  { number, manifest = {}, pictureBytes = 400, data }: WorldCapture,
): Promise<WorldSupport> {
  const folio = manifest.folio ?? composeFolio(prefix, number);
  const at = app.get(Clock).now().toISOString();
  const sealed = await sealRecord(
    keys,
    await app.get(Signing).publicJwk('intake'),
    {
      version: 1,
      kind: 'support',
      folio,
      processId: lease.processId,
      deviceId,
      periodVersion: lease.periodVersion,
      aspirantId: lease.aspirant.id,
      auxiliaryId: lease.auxiliary.id,
      channel: 'app',
      credentialType: 'E',
      capturedAt: at,
      lastServerTime: { at, monotonicMs: 0 },
      appVersion: '0.1.0',
      privacyNotice: { version: lease.privacyNotice.version, consentedAt: at },
      attestation: '',
      ...manifest,
    },
    {
      id: folio,
      parts: SUPPORT_PARTS.map((name) => ({ name, mime: 'image/jpeg', bytes: randomBuffer(pictureBytes) })),
      data: { fieldsRead: {}, fieldsTyped: { cic: '123456789' }, ...data },
    },
  );
  return { folio, ...sealed };
}

/** Sends a sealed support to the server that listens at `server`. */
export function sendSupport(server: string, { folio, container }: WorldSupport): Promise<Response> {
  return fetch(`${server}/api/v1/supports/${folio}`, {
    method: 'PUT',
    headers: { 'content-type': CONTAINER_TYPE },
    body: new Uint8Array(container),
  });
}

/** Announces supports by their signed manifests. */
export function announceSupports(server: string, supports: readonly WorldSupport[]): Promise<Response> {
  return sendManifests(`${server}/api/v1/announcements`, supports);
}

/** Reports that supports were erased unsent, by their signed manifests. */
export function reportErased(server: string, supports: readonly WorldSupport[]): Promise<Response> {
  return sendManifests(`${server}/api/v1/erasures`, supports);
}

/** Asks whether unsent supports may be erased, by their signed manifests. */
export function requestErasure(server: string, supports: readonly WorldSupport[]): Promise<Response> {
  return sendManifests(`${server}/api/v1/erasures/requests`, supports);
}

function sendManifests(address: string, supports: readonly WorldSupport[]): Promise<Response> {
  const manifests = supports.map(({ container }) => {
    const { manifest, signature } = parseHeader(container);
    return {
      manifest: Buffer.from(manifest).toString('base64url'),
      signature: Buffer.from(signature).toString('base64url'),
    };
  });
  const headers = { 'content-type': 'application/json' };
  return fetch(address, { method: 'POST', headers, body: JSON.stringify({ manifests }) });
}
