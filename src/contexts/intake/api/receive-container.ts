import { sha256Stream } from '../../../kernel/crypto/digest.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import {
  LIMITS,
  WireError,
  headerLength,
  parseHeader,
  type ContainerHeader,
  type SupportManifest,
} from '#electoral/wire';

/** Maximum size of a whole container. */
export const MAX_CONTAINER_BYTES = LIMITS.header + LIMITS.parts * LIMITS.part;

export interface Upload {
  readonly header: ContainerHeader;
  /** The whole container from its first byte. Streams the parts as they arrive; can be read once. */
  readonly content: (manifest: SupportManifest) => AsyncGenerator<Uint8Array>;
}

/**
 * Reads the header of a container and leaves the parts in the stream, so that no record is held in memory.
 * @throws DomainError INTAKE.CONTAINER_INVALID, INTAKE.CONTAINER_TRUNCATED
 */
export async function receiveContainer(request: AsyncIterable<Uint8Array>): Promise<Upload> {
  const chunks = withTruncationErrors(request);
  let start: Uint8Array = new Uint8Array();
  let needed: number | undefined;
  try {
    while (needed === undefined || start.length < needed) {
      const next = await chunks.next();
      if (next.done === true) throw new WireError('TRUNCATED');
      start = Buffer.concat([start, next.value]);
      needed = headerLength(start);
    }
    const header = parseHeader(start);
    return { header, content: (manifest) => verifiedContent(start, header.length, chunks, manifest) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new DomainError(error.problem === 'TRUNCATED' ? 'INTAKE.CONTAINER_TRUNCATED' : 'INTAKE.CONTAINER_INVALID', {
      kind: 'invalid',
    });
  }
}

/**
 * The stated length reserves capacity, so it must match the one in the signed manifest.
 * @param length total size of the container that the request states.
 * @throws DomainError INTAKE.CONTAINER_TOO_LONG, INTAKE.CONTAINER_TRUNCATED
 */
export function requireSignedLength(length: number, header: ContainerHeader, { parts }: SupportManifest): void {
  const signed = parts.reduce((total, { size }) => total + size, header.length);
  if (length > signed) throw new DomainError('INTAKE.CONTAINER_TOO_LONG', { kind: 'invalid' });
  if (length < signed) throw new DomainError('INTAKE.CONTAINER_TRUNCATED', { kind: 'invalid' });
}

/** A connection reset means an incomplete record, not a server error. */
function withTruncationErrors(request: AsyncIterable<Uint8Array>): Pick<AsyncIterator<Uint8Array>, 'next'> {
  const chunks = request[Symbol.asyncIterator]();
  return {
    next: () =>
      chunks.next().catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException | null)?.code !== 'ECONNRESET') throw error;
        throw new DomainError('INTAKE.CONTAINER_TRUNCATED', { kind: 'invalid' });
      }),
  };
}

/** Yields the bytes and checks the size and digest of each part against the signed manifest. */
async function* verifiedContent(
  start: Uint8Array,
  headerBytes: number,
  chunks: Pick<AsyncIterator<Uint8Array>, 'next'>,
  manifest: SupportManifest,
): AsyncGenerator<Uint8Array> {
  const parts = new PartChecker(manifest);
  yield start.subarray(0, headerBytes);
  let chunk: Uint8Array | undefined = start.subarray(headerBytes);
  while (chunk !== undefined) {
    parts.update(chunk);
    yield chunk;
    const next = await chunks.next();
    chunk = next.done === true ? undefined : next.value;
  }
  parts.finish();
}

class PartChecker {
  #index = 0;
  #partBytes = 0;
  #digest = sha256Stream();

  constructor(private readonly manifest: SupportManifest) {}

  update(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      const part = this.manifest.parts[this.#index];
      if (!part) throw new DomainError('INTAKE.CONTAINER_TOO_LONG', { kind: 'invalid' });
      const partChunk = rest.subarray(0, part.size - this.#partBytes);
      this.#digest.update(partChunk);
      this.#partBytes += partChunk.length;
      rest = rest.subarray(partChunk.length);
      if (this.#partBytes === part.size) this.#closePart(part.sha256, part.name);
    }
  }

  finish(): void {
    if (this.#index < this.manifest.parts.length) {
      throw new DomainError('INTAKE.CONTAINER_TRUNCATED', { kind: 'invalid' });
    }
  }

  #closePart(expected: string, part: string): void {
    if (this.#digest.digest('hex') !== expected) {
      throw new DomainError('INTAKE.DIGEST_DIFFERS', { kind: 'invalid', params: { part } });
    }
    this.#index += 1;
    this.#partBytes = 0;
    this.#digest = sha256Stream();
  }
}
