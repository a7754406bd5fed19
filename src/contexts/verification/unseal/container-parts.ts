import { sha256 } from '../../../kernel/crypto/digest.js';
import type { BlobStore } from '../../../kernel/storage/blob-store.js';
import { isStorageUnavailable } from '../../../kernel/storage/storage-unavailable.js';
import { parseHeader, parseManifest, splitParts, type ContainerHeader, type SupportManifest } from '#electoral/wire';
import { UnsealError } from './support-opener.js';

/** A container whose manifest matches the integrity code. Its parts are still encrypted. */
export interface ReadContainer {
  readonly header: ContainerHeader;
  readonly manifest: SupportManifest;
  readonly sealed: readonly Uint8Array[];
}

/** @throws UnsealError if only this container cannot be read; the store's error if the whole store fails. */
export async function readContainer(blobs: BlobStore, blobKey: string, integrityCode: string): Promise<ReadContainer> {
  const bytes = await readBlob(blobs, blobKey);
  const header = attempt('container-malformed', () => parseHeader(bytes));
  const manifest = manifestOf(header, integrityCode);
  const sizes = manifest.parts.map(({ size }) => size);
  return { header, manifest, sealed: attempt('container-malformed', () => splitParts(bytes, header.length, sizes)) };
}

async function readBlob(blobs: BlobStore, blobKey: string): Promise<Buffer> {
  try {
    return await blobs.read(blobKey);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && !isStorageUnavailable(error)) throw error;
    await blobs.check();
    throw code === 'ENOENT' ? new UnsealError('container-missing') : new UnsealError('container-unreadable', code);
  }
}

function manifestOf(header: ContainerHeader, integrityCode: string): SupportManifest {
  if (sha256(header.manifest).toString('hex') !== integrityCode) throw new UnsealError('manifest-differs');
  const manifest = parseManifest(header.manifest);
  if (manifest?.kind !== 'support') throw new UnsealError('container-malformed', 'manifest');
  return manifest;
}

/** @throws UnsealError with this cause if the work fails. */
export function attempt<Result>(cause: UnsealError['unsealCause'], work: () => Result, detail?: string): Result {
  try {
    return work();
  } catch (error) {
    throw new UnsealError(cause, detail ?? (error instanceof Error ? error.name : ''));
  }
}
