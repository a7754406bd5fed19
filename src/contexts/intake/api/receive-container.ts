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

/** What a record may weigh in all. */
export const MAX_CONTAINER_BYTES = LIMITS.header + LIMITS.parts * LIMITS.part;

export interface Upload {
  readonly header: ContainerHeader;
  /** Everything from the first byte on, the parts as they still arrive. Can be read once. */
  readonly content: (manifest: SupportManifest) => AsyncGenerator<Uint8Array>;
}

/**
 * Reads a container's header from a request and leaves the parts in the stream: no record is held in memory.
 * @throws DomainError INTAKE.CONTAINER_INVALID, INTAKE.CONTAINER_TRUNCATED
 */
export async function receiveContainer(request: AsyncIterable<Uint8Array>): Promise<Upload> {
  const chunks = untilCut(request);
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
    return { header, content: (manifest) => checkedContent(start, header.length, chunks, manifest) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new DomainError(error.problem === 'TRUNCATED' ? 'INTAKE.CONTAINER_TRUNCATED' : 'INTAKE.CONTAINER_INVALID', {
      kind: 'invalid',
    });
  }
}

/** A connection that breaks off is a record that did not arrive whole, not a failure of ours. */
function untilCut(request: AsyncIterable<Uint8Array>): Pick<AsyncIterator<Uint8Array>, 'next'> {
  const chunks = request[Symbol.asyncIterator]();
  return {
    next: () =>
      chunks.next().catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException | null)?.code !== 'ECONNRESET') throw error;
        throw new DomainError('INTAKE.CONTAINER_TRUNCATED', { kind: 'invalid' });
      }),
  };
}

/** Passes the bytes on while it holds each part to the size and digest that the signed manifest states. */
async function* checkedContent(
  start: Uint8Array,
  headerBytes: number,
  chunks: Pick<AsyncIterator<Uint8Array>, 'next'>,
  manifest: SupportManifest,
): AsyncGenerator<Uint8Array> {
  const parts = new PartChecker(manifest);
  yield start.subarray(0, headerBytes);
  let piece: Uint8Array | undefined = start.subarray(headerBytes);
  while (piece !== undefined) {
    parts.take(piece);
    yield piece;
    const next = await chunks.next();
    piece = next.done === true ? undefined : next.value;
  }
  parts.end();
}

class PartChecker {
  #index = 0;
  #taken = 0;
  #digest = sha256Stream();

  constructor(private readonly manifest: SupportManifest) {}

  take(piece: Uint8Array): void {
    let rest = piece;
    while (rest.length > 0) {
      const part = this.manifest.parts[this.#index];
      if (!part) throw new DomainError('INTAKE.CONTAINER_TOO_LONG', { kind: 'invalid' });
      const mine = rest.subarray(0, part.size - this.#taken);
      this.#digest.update(mine);
      this.#taken += mine.length;
      rest = rest.subarray(mine.length);
      if (this.#taken === part.size) this.#close(part.sha256, part.name);
    }
  }

  end(): void {
    if (this.#index < this.manifest.parts.length) {
      throw new DomainError('INTAKE.CONTAINER_TRUNCATED', { kind: 'invalid' });
    }
  }

  #close(expected: string, part: string): void {
    if (this.#digest.digest('hex') !== expected) {
      throw new DomainError('INTAKE.DIGEST_DIFFERS', { kind: 'invalid', params: { part } });
    }
    this.#index += 1;
    this.#taken = 0;
    this.#digest = sha256Stream();
  }
}
