import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../../kernel/access/actor.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { jwkThumbprint } from '../../../kernel/crypto/jwk-thumbprint.js';
import { verifyP256 } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { OwnsBlobs, type BlobOwner, type BlobRef, type OrphanKind } from '../../../kernel/storage/blob-owners.js';
import { readEnrolment, type ReadEnrolment } from '../domain/enrolment-container.js';
import { GetDeviceKeys } from '../queries/get-device-keys.js';
import { LIMITS, WireError, parseHeader } from '#electoral/wire';

const MAX_BYTES = LIMITS.header + LIMITS.parts * LIMITS.part;

interface EnrolledRow {
  readonly x: string | null;
  readonly y: string | null;
  readonly manifestDigest: Buffer;
  readonly attested: boolean;
}

@Injectable()
@OwnsBlobs([{ folder: 'enrolments', table: 'devices.device', keyColumn: 'blob_key', sha256Column: 'manifest_digest' }])
export class DevicesBlobs implements BlobOwner {
  readonly #actor = systemActor('devices.verify-enrolment');

  constructor(
    private readonly em: EntityManager,
    private readonly blobs: BlobStore,
    private readonly dispatcher: Dispatcher,
  ) {}

  /**
   * Verifies the container (decision 49): its digests, its signature by the key that the audit trail recorded at the
   * enrolment, and that the row matches it.
   */
  async verify({ id = '' }: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
    const [row] = await this.em.fork().execute<EnrolledRow[]>(
      `select public_jwk ->> 'x' as x, public_jwk ->> 'y' as y, manifest_digest as "manifestDigest", attested
       from devices.device where id = ?`,
      [id],
    );
    // Removed in the meantime.
    if (!row) return [];
    const enrolment = await readStored(bytes);
    if (!enrolment) return ['container.content'];
    const [device] = await this.dispatcher.ask(this.#actor, new GetDeviceKeys({ deviceIds: [id] }));
    return [...rowFaults(id, row, enrolment), ...signatureFaults(enrolment, device?.anchored ?? [])];
  }

  /** An enrolment may be newer than the point to which the database was restored. */
  async orphanKind({ key }: BlobRef): Promise<OrphanKind> {
    if (key.endsWith('.part')) return 'removable';
    const { bytes } = await this.blobs.readStart(key, LIMITS.header);
    try {
      parseHeader(bytes);
      return 'kept';
    } catch (error) {
      if (error instanceof WireError) return 'removable';
      throw error;
    }
  }
}

/** @returns undefined if it is not the container of an enrolment, or if a part differs from its manifest. */
async function readStored(bytes: AsyncIterable<Uint8Array>): Promise<ReadEnrolment | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return readEnrolment(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function rowFaults(id: string, row: EnrolledRow, { manifest, signedBytes }: ReadEnrolment): string[] {
  const { x, y } = manifest.enrolment.devicePublicJwk;
  const faults: string[] = [];
  if (manifest.deviceId !== id) faults.push('row.id');
  if (!sha256(signedBytes).equals(row.manifestDigest)) faults.push('row.manifestDigest');
  if (x !== row.x || y !== row.y) faults.push('row.publicJwk');
  if ((manifest.attestation !== '') !== row.attested) faults.push('row.attested');
  return faults;
}

function signatureFaults({ manifest, signedBytes, signature }: ReadEnrolment, anchored: readonly string[]): string[] {
  const key = manifest.enrolment.devicePublicJwk;
  const faults: string[] = [];
  if (!verifyP256(key, signedBytes, signature)) faults.push('device.signature');
  if (anchored.length === 0) faults.push('device.not-anchored');
  else if (anchored.some((thumbprint) => thumbprint !== jwkThumbprint(key))) faults.push('device.key');
  return faults;
}
