import { Injectable } from '@nestjs/common';
import { openSealedPart } from '../../../kernel/crypto/field-cipher.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { parseHeader, parseManifest, partAad, sealedDataSchema, splitParts } from '#electoral/wire';
import { credentialFieldsSchema, type CredentialFields } from '#electoral/identifiers';

/** Images of an enrolment, in the order of upload (§7.3). */
export const ENROLMENT_PARTS = ['anverso', 'reverso', 'selfie', 'firma'] as const;
export type EnrolmentPart = (typeof ENROLMENT_PARTS)[number];

export interface OpenedEnrolment {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** Card fields read by the app, without unknown ones. */
  readonly read: CredentialFields;
}

/** The encrypted container cannot be opened: altered, truncated, or its key is missing. */
export class EnrolmentUnreadable extends Error {
  override readonly name = 'EnrolmentUnopened';
}

/** Decrypts an auxiliary's images for the check and the OPL's review. They are never stored unencrypted (§7.3). */
@Injectable()
export class EnrolmentOpener {
  constructor(
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
  ) {}

  /** @throws EnrolmentUnopened */
  async open(blobKey: string): Promise<OpenedEnrolment> {
    try {
      return await this.#open(await this.blobs.read(blobKey));
    } catch (error) {
      throw new EnrolmentUnreadable('the enrolment cannot be opened', { cause: error });
    }
  }

  async #open(bytes: Buffer): Promise<OpenedEnrolment> {
    const header = parseHeader(bytes);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind !== 'enrolment') throw new Error('not an enrolment');
    const data = sealedDataSchema.parse(JSON.parse((await this.signing.open('intake', header.jwe)).toString('utf8')));
    const sizes = manifest.parts.map(({ size }) => size);
    const sealed = splitParts(bytes, header.length, sizes);
    const key = Buffer.from(data.key, 'base64url');
    const { challenge } = manifest.enrolment;
    const parts = data.parts.map(({ name, iv }, index) => {
      const plain = openSealedPart(
        key,
        Buffer.from(iv, 'base64url'),
        sealed[index] ?? new Uint8Array(),
        partAad(challenge, index, name),
      );
      return [name, plain] as const;
    });
    return { parts: new Map(parts), read: knownFields(data.fieldsRead) };
  }
}

function knownFields(fields: Readonly<Record<string, string>>): CredentialFields {
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => name in credentialFieldsSchema.shape));
  const parsed = credentialFieldsSchema.safeParse(known);
  return parsed.success ? parsed.data : {};
}
