import { Injectable } from '@nestjs/common';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { openSealedPart } from '../../../kernel/crypto/field-cipher.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { OutageError } from '../../../kernel/outages/outage.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { isStorageUnavailable } from '../../../kernel/storage/storage-unavailable.js';
import {
  parseHeader,
  parseManifest,
  partAad,
  sealedDataSchema,
  splitParts,
  type ContainerHeader,
  type SealedData,
  type SupportManifest,
} from '#electoral/wire';
import { credentialFieldsSchema, credentialTypeSchema, type CredentialFields } from '#electoral/identifiers';
import { OPENED_PARTS, SupportOpener, UnsealError, type EvidencePart, type OpenedSupport } from './support-opener.js';

/** Name of the key pair that devices encrypt records to. */
const INTAKE_KEY = 'intake';

/** Opens a version 1 container (docs/wire.md). Each step verifies the digests from the previous one. */
@Injectable()
export class ContainerOpener extends SupportOpener {
  constructor(
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
  ) {
    super();
  }

  override async open(blobKey: string, integrityCode: string): Promise<OpenedSupport> {
    const bytes = await this.#read(blobKey);
    const header = attempt('container-malformed', () => parseHeader(bytes));
    const manifest = manifestOf(header, integrityCode);
    const sealed = attempt('container-malformed', () =>
      splitParts(
        bytes,
        header.length,
        manifest.parts.map(({ size }) => size),
      ),
    );
    const data = await this.#data(header, manifest);
    return {
      parts: openParts(manifest, data, sealed),
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
    };
  }

  /** @throws UnsealError if only this container cannot be read; the store's error if the whole store fails. */
  async #read(blobKey: string): Promise<Buffer> {
    try {
      return await this.blobs.read(blobKey);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && !isStorageUnavailable(error)) throw error;
      await this.blobs.check();
      throw code === 'ENOENT' ? new UnsealError('container-missing') : new UnsealError('container-unreadable', code);
    }
  }

  async #data({ jwe }: ContainerHeader, manifest: SupportManifest): Promise<SealedData> {
    if (sha256(jwe).toString('hex') !== manifest.jwe) throw new UnsealError('digest-differs', 'jwe');
    const plain = await this.signing.open(INTAKE_KEY, jwe).catch((error: unknown) => {
      throw error instanceof OutageError ? error : new UnsealError('key-not-opened');
    });
    return attempt('data-malformed', () => sealedDataSchema.parse(JSON.parse(plain.toString('utf8'))));
  }
}

function manifestOf(header: ContainerHeader, integrityCode: string): SupportManifest {
  if (sha256(header.manifest).toString('hex') !== integrityCode) throw new UnsealError('manifest-differs');
  const manifest = parseManifest(header.manifest);
  if (manifest?.kind !== 'support') throw new UnsealError('container-malformed', 'manifest');
  return manifest;
}

function openParts(
  manifest: SupportManifest,
  data: SealedData,
  sealed: readonly Uint8Array[],
): ReadonlyMap<EvidencePart, Buffer> {
  const parts = new Map<EvidencePart, Buffer>();
  manifest.parts.forEach(({ name, sha256: expected }, index) => {
    const bytes = sealed[index];
    const secret = data.parts[index];
    if (!bytes || secret?.name !== name) throw new UnsealError('data-malformed', name);
    if (sha256(bytes).toString('hex') !== expected) throw new UnsealError('digest-differs', name);
    const plain = attempt(
      'part-not-opened',
      () => openSealedPart(decode(data.key), decode(secret.iv), bytes, partAad(manifest.folio, index, name)),
      name,
    );
    if (sha256(plain).toString('hex') !== secret.sha256) throw new UnsealError('digest-differs', `${name} opened`);
    if (isEvidence(name)) parts.set(name, plain);
  });
  return parts;
}

/** Ignores unknown fields, so that records of a newer app are still accepted. */
function fieldsOf(fields: Readonly<Record<string, string>>): CredentialFields {
  const known = Object.entries(fields).filter(
    ([name, value]) => credentialFieldsSchema.safeParse({ [name]: value }).success,
  );
  return Object.fromEntries(known);
}

function attempt<Result>(cause: UnsealError['unsealCause'], work: () => Result, detail?: string): Result {
  try {
    return work();
  } catch (error) {
    throw new UnsealError(cause, detail ?? (error instanceof Error ? error.name : ''));
  }
}

const decode = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

function isEvidence(name: string): name is EvidencePart {
  return (OPENED_PARTS as readonly string[]).includes(name);
}
