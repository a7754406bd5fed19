import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { sha256, sha256Stream } from '../../kernel/crypto/digest.js';
import { jwkThumbprint } from '../../kernel/crypto/jwk-thumbprint.js';
import { Signing, verifyP256 } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { outageOf } from '../../kernel/outages/outage.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { isMissingBlob, isOnlyThisBlob } from '../../kernel/storage/unreadable-blob.js';
import { GetDeviceKeys, type DeviceKey } from '../devices/index.js';
import { receiveContainer } from './api/receive-container.js';
import type { StoredRecord } from './persistence/stored-records.js';
import {
  devicePublicJwkSchema,
  parseManifest,
  receiptSchema,
  type ContainerHeader,
  type Receipt,
  type SupportManifest,
} from '#electoral/wire';

/** The part of a record that does not match, and the detail, e.g. `row.receivedAt`. */
export type RecordFault = `${'receipt' | 'row' | 'container' | 'device'}.${string}`;

export interface VerifiedRecord {
  /** Undefined if its signature is invalid. `faults` shows whether it belongs to this record. */
  readonly receipt: Receipt | undefined;
  /** Empty if the record is unchanged since it was received. */
  readonly faults: readonly RecordFault[];
}

/**
 * Verifies stored records (decision 49). The row is not trusted: it is compared with what the receipt key and the
 * device signed and what the audit trail recorded. docs/security/threat-model.md states what this proves.
 */
@Injectable()
export class RecordVerifier {
  readonly #actor = systemActor('intake.verify-record');

  constructor(
    private readonly signing: Signing,
    private readonly blobs: BlobStore,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** The keys of the devices of these records. */
  async deviceKeys(records: readonly StoredRecord[]): Promise<ReadonlyMap<string, DeviceKey>> {
    const deviceIds = [...new Set(records.map(({ deviceId }) => deviceId))];
    const keys = await this.dispatcher.ask(this.#actor, new GetDeviceKeys({ deviceIds }));
    return new Map(keys.map((key) => [key.deviceId, key]));
  }

  /**
   * Checks the receipt's signature; the row against receipt and manifest; the container against the integrity code, its
   * own digests, its size and the row; and that the enrolled key of the device signed it.
   * @param key the key of its device; undefined if the device is unknown.
   * @param container the stored one by default.
   * @throws the store's error if the whole store fails.
   */
  async verifyRecord(
    record: StoredRecord,
    key: DeviceKey | undefined,
    container: AsyncIterable<Uint8Array> = this.#stored(record.blobKey),
  ): Promise<VerifiedRecord> {
    const receipt = await this.#verifiedReceipt(record.receipt);
    const read = await readContainer(container, this.blobs);
    const faults: RecordFault[] = receipt ? rowFaults(record, receiptFacts(receipt)) : ['receipt.signature'];
    if (typeof read === 'string') faults.push(`container.${read}`);
    else {
      faults.push(
        ...containerFaults(read, record, receipt),
        ...rowFaults(record, manifestFacts(read.manifest)),
        ...deviceFaults(read.header, key),
      );
    }
    return { receipt, faults: [...new Set(faults)] };
  }

  async *#stored(key: string): AsyncGenerator<Uint8Array> {
    yield* this.blobs.open(key) as AsyncIterable<Uint8Array>;
  }

  async #verifiedReceipt(receipt: string): Promise<Receipt | undefined> {
    try {
      return receiptSchema.safeParse(await this.signing.verify('receipt', receipt)).data;
    } catch (error) {
      if (outageOf(error)) throw error;
      return undefined;
    }
  }
}

interface ReadContainer {
  readonly header: ContainerHeader;
  readonly manifest: SupportManifest;
  readonly size: number;
  readonly sha256: string;
}

/**
 * `content`: it is not the container of a support, or a part differs from the manifest. `unreadable`: the store works,
 * but cannot read this file.
 */
async function readContainer(
  bytes: AsyncIterable<Uint8Array>,
  store: BlobStore,
): Promise<ReadContainer | 'missing' | 'content' | 'unreadable'> {
  const chunks = fromStore(bytes);
  try {
    const { header, content } = await receiveContainer(chunks);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind !== 'support') return 'content';
    const digest = sha256Stream();
    let size = 0;
    for await (const chunk of content(manifest)) {
      digest.update(chunk);
      size += chunk.length;
    }
    return { header, manifest, size, sha256: digest.digest('hex') };
  } catch (error) {
    if (error instanceof DomainError) return 'content';
    if (isMissingBlob(error)) return 'missing';
    if (await isOnlyThisBlob(store, error)) return 'unreadable';
    throw error;
  } finally {
    await chunks.return(undefined);
  }
}

/** If the store resets the connection, this is an outage; from a device it would mean an incomplete container. */
async function* fromStore(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  try {
    yield* bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    throw Object.assign(new Error('the store reset the connection', { cause: error }), { code: 'EIO' });
  }
  return undefined;
}

type Facts = Partial<Record<keyof StoredRecord, string | number>>;

const receiptFacts = ({ folio, receivedAt, integrityCode, size }: Receipt): Facts => ({
  folio,
  receivedAt,
  integrityCode,
  size,
});

const manifestFacts = (manifest: SupportManifest): Facts => {
  const { folio, processId, aspirantId, auxiliaryId, deviceId, channel, credentialType } = manifest;
  const { periodVersion, capturedAt } = manifest;
  return { folio, processId, aspirantId, auxiliaryId, deviceId, channel, credentialType, periodVersion, capturedAt };
};

function rowFaults(record: StoredRecord, facts: Facts): RecordFault[] {
  return Object.entries(facts)
    .filter(([name, value]) => record[name as keyof StoredRecord] !== value)
    .map(([name]): RecordFault => `row.${name}`);
}

/** Without a valid receipt, only the row states what was received. */
function containerFaults(
  { header, manifest, size, sha256: digest }: ReadContainer,
  record: StoredRecord,
  receipt: Receipt | undefined,
): RecordFault[] {
  const faults: RecordFault[] = [];
  if (hex(header.manifest) !== (receipt ?? record).integrityCode) faults.push('container.integrityCode');
  if (hex(header.jwe) !== manifest.jwe) faults.push('container.jwe');
  if (size !== (receipt ?? record).size) faults.push('container.size');
  if (digest !== record.blobSha256) faults.push('container.sha256');
  return faults;
}

function deviceFaults({ manifest, signature }: ContainerHeader, device: DeviceKey | undefined): RecordFault[] {
  if (!device) return ['device.unknown'];
  const { data: key } = devicePublicJwkSchema.safeParse(device.publicJwk);
  if (!key) return ['device.key'];
  const faults: RecordFault[] = [];
  if (!verifyP256(key, manifest, signature)) faults.push('device.signature');
  if (device.anchored.length === 0) faults.push('device.not-anchored');
  else if (device.anchored.some((thumbprint) => thumbprint !== jwkThumbprint(key))) faults.push('device.key');
  return faults;
}

const hex = (bytes: Uint8Array | string): string => sha256(bytes).toString('hex');
