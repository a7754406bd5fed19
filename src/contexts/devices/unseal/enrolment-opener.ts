import { Injectable } from '@nestjs/common';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { openSealedPart } from '../../../kernel/crypto/field-cipher.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { OutageError } from '../../../kernel/outages/outage.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import {
  parseHeader,
  parseManifest,
  partAad,
  sealedDataSchema,
  splitParts,
  type ContainerHeader,
  type EnrolmentManifest,
} from '#electoral/wire';
import { credentialFieldsSchema, type CredentialFields } from '#electoral/identifiers';
import type { EnrolmentKey } from '../persistence/evidence-keys.js';

/** Images of an enrolment, in the order of upload (§7.3). */
export const ENROLMENT_PARTS = ['anverso', 'reverso', 'selfie', 'firma'] as const;
export type EnrolmentPart = (typeof ENROLMENT_PARTS)[number];

export interface OpenedEnrolment {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** Card fields read by the app, without unknown ones. */
  readonly read: CredentialFields;
  /** To open the images again without the intake key. */
  readonly enrolmentKey: EnrolmentKey;
}

/** Identifies the container of a device: a file that contains another manifest is refused. */
export interface StoredEnrolment {
  readonly deviceId: string;
  readonly blobKey: string;
  /** SHA-256 of the manifest that the device signed. */
  readonly manifestDigest: Buffer;
}

/** The encrypted container cannot be opened: altered, truncated, of another device, or its key is missing. */
export class EnrolmentUnreadable extends Error {
  override readonly name = 'EnrolmentUnreadable';
}

interface Container {
  readonly header: ContainerHeader;
  readonly manifest: EnrolmentManifest;
  readonly sealed: readonly Uint8Array[];
}

/**
 * Decrypts an auxiliary's images: for the check with the intake key, which only jobs have (decision 4), and for the
 * OPL's review with the evidence key. They are never stored unencrypted (§7.3). Verifies the digests of the manifest
 * and of each part that it decrypts.
 */
@Injectable()
export class EnrolmentOpener {
  constructor(
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
  ) {}

  /**
   * Opens an enrolment, for which it needs the intake key.
   * @throws EnrolmentUnreadable
   */
  open(stored: StoredEnrolment): Promise<OpenedEnrolment> {
    return attempt(async () => {
      const container = await this.#read(stored);
      if (sha256(container.header.jwe).toString('hex') !== container.manifest.jwe) throw new Error('altered key');
      const plain = await this.signing.open('intake', container.header.jwe);
      const data = sealedDataSchema.parse(JSON.parse(plain.toString('utf8')));
      const read = knownFields(data.fieldsRead);
      const enrolmentKey = { key: data.key, nonces: data.parts.map(({ iv }) => iv), read };
      const parts = data.parts.map(({ name }, index) => [name, openPart(container, enrolmentKey, index)] as const);
      return { parts: new Map(parts), read, enrolmentKey };
    });
  }

  /**
   * @returns undefined if there is no such image.
   * @throws EnrolmentUnreadable
   */
  openImage(stored: StoredEnrolment, enrolmentKey: EnrolmentKey, part: EnrolmentPart): Promise<Buffer | undefined> {
    return attempt(async () => {
      const container = await this.#read(stored);
      const index = container.manifest.parts.findIndex(({ name }) => name === part);
      return index === -1 ? undefined : openPart(container, enrolmentKey, index);
    });
  }

  async #read({ deviceId, blobKey, manifestDigest }: StoredEnrolment): Promise<Container> {
    const bytes = await this.blobs.read(blobKey);
    const header = parseHeader(bytes);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind !== 'enrolment') throw new Error('not an enrolment');
    if (!sha256(header.manifest).equals(manifestDigest)) throw new Error('another manifest');
    if (manifest.deviceId !== deviceId) throw new Error('of another device');
    const sizes = manifest.parts.map(({ size }) => size);
    return { header, manifest, sealed: splitParts(bytes, header.length, sizes) };
  }
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OutageError) throw error;
    throw new EnrolmentUnreadable('the enrolment cannot be opened', { cause: error });
  }
}

function openPart({ manifest, sealed }: Container, { key, nonces }: EnrolmentKey, index: number): Buffer {
  const { name = '', sha256: expected = '' } = manifest.parts[index] ?? {};
  const bytes = sealed[index] ?? new Uint8Array();
  if (sha256(bytes).toString('hex') !== expected) throw new Error('altered part');
  const aad = partAad(manifest.enrolment.challenge, index, name);
  return openSealedPart(decode(key), decode(nonces[index] ?? ''), bytes, aad);
}

const decode = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

function knownFields(fields: Readonly<Record<string, string>>): CredentialFields {
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => name in credentialFieldsSchema.shape));
  const parsed = credentialFieldsSchema.safeParse(known);
  return parsed.success ? parsed.data : {};
}
