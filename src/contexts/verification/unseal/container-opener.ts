import { Injectable } from '@nestjs/common';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { OutageError } from '../../../kernel/outages/outage.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { sealedDataSchema, type SealedData } from '#electoral/wire';
import { credentialFieldsSchema, credentialTypeSchema, type CredentialFields } from '#electoral/identifiers';
import { attempt, readContainer, type ReadContainer } from './container-parts.js';
import { openPart } from './open-part.js';
import {
  OPENED_PARTS,
  SupportOpener,
  UnsealError,
  type EvidencePart,
  type OpenedSupport,
  type RecordKey,
} from './support-opener.js';

/** Name of the key pair that devices encrypt records to. */
const INTAKE_KEY = 'intake';

/**
 * Opens a version 1 container (docs/wire.md) with the intake key, which only jobs have (decision 4). Each step verifies
 * the digests from the previous one.
 */
@Injectable()
export class ContainerOpener extends SupportOpener {
  constructor(
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
  ) {
    super();
  }

  override async open(blobKey: string, integrityCode: string): Promise<OpenedSupport> {
    const container = await readContainer(this.blobs, blobKey, integrityCode);
    const { manifest } = container;
    const data = await this.#data(container);
    const recordKey = recordKeyOf(data);
    return {
      parts: openParts(container, data, recordKey),
      credentialType: attempt('data-malformed', () => credentialTypeSchema.parse(manifest.credentialType)),
      read: fieldsOf(data.fieldsRead),
      typed: fieldsOf(data.fieldsTyped),
      email: data.citizenEmail,
      reading: data.reading,
      faceCheck: data.faceCheck,
      assisted: data.assisted,
      capturedAt: new Date(manifest.capturedAt),
      auxiliaryId: manifest.auxiliaryId,
      deviceId: manifest.deviceId,
      recordKey,
    };
  }

  async #data({ header: { jwe }, manifest }: ReadContainer): Promise<SealedData> {
    if (sha256(jwe).toString('hex') !== manifest.jwe) throw new UnsealError('digest-differs', 'jwe');
    const plain = await this.signing.open(INTAKE_KEY, jwe).catch((error: unknown) => {
      throw error instanceof OutageError ? error : new UnsealError('key-not-opened');
    });
    return attempt('data-malformed', () => sealedDataSchema.parse(JSON.parse(plain.toString('utf8'))));
  }
}

function openParts(container: ReadContainer, data: SealedData, key: RecordKey): ReadonlyMap<EvidencePart, Buffer> {
  const parts = new Map<EvidencePart, Buffer>();
  container.manifest.parts.forEach(({ name }, index) => {
    const secret = data.parts[index];
    if (secret?.name !== name) throw new UnsealError('data-malformed', name);
    const plain = openPart(container, key, index);
    if (sha256(plain).toString('hex') !== secret.sha256) throw new UnsealError('digest-differs', `${name} opened`);
    if (isEvidence(name)) parts.set(name, plain);
  });
  return parts;
}

function recordKeyOf({ key, parts }: SealedData): RecordKey {
  return { key: decode(key), nonces: parts.map(({ iv }) => decode(iv)) };
}

const decode = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

/** Ignores unknown fields, so that records of a newer app are still accepted. */
function fieldsOf(fields: Readonly<Record<string, string>>): CredentialFields {
  const known = Object.entries(fields).filter(
    ([name, value]) => credentialFieldsSchema.safeParse({ [name]: value }).success,
  );
  return Object.fromEntries(known);
}

function isEvidence(name: string): name is EvidencePart {
  return (OPENED_PARTS as readonly string[]).includes(name);
}
