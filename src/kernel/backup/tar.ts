/** Reads the tar archives that PostgreSQL sends for BASE_BACKUP: files, folders and symbolic links in ustar format. */

const BLOCK = 512;

export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly size: number;
  /** Target of a link. */
  readonly target: string;
  /** Must be read completely before the next entry. */
  readonly content: AsyncGenerator<Buffer>;
}

/** @throws Error if the archive is truncated or contains any other kind of entry. */
export async function* tarEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const input = new BlockReader(source);
  for (;;) {
    const header = await input.read(BLOCK);
    // PostgreSQL ends an archive with empty blocks or at the end of the stream.
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const size = octal(header, 124, 12);
    let left = size;
    async function* content(): AsyncGenerator<Buffer> {
      while (left > 0) {
        const chunk = await input.readUpTo(left);
        left -= chunk.length;
        yield chunk;
      }
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (padding > 0) await input.read(padding);
    }
    yield {
      name: nameOf(header),
      kind: kindOf(header),
      mode: octal(header, 100, 8) & 0o777,
      size,
      target: text(header, 157, 100),
      content: content(),
    };
  }
}

function nameOf(header: Buffer): string {
  const prefix = text(header, 345, 155);
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function kindOf(header: Buffer): TarEntry['kind'] {
  const flag = String.fromCharCode(header[156] ?? 0);
  if (flag === '0' || flag === '\0') return 'file';
  if (flag === '5') return 'folder';
  if (flag === '2') return 'link';
  throw new Error(`the archive contains an entry of kind ${flag}`);
}

function text(header: Buffer, at: number, length: number): string {
  const bytes = header.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? length : end).toString('utf8');
}

/** Octal digits, or base 256 for numbers that do not fit. */
function octal(header: Buffer, at: number, length: number): number {
  const first = header[at] ?? 0;
  if ((first & 0x80) !== 0) {
    return header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  }
  return Number.parseInt(text(header, at, length).trim() || '0', 8);
}

class BlockReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /**
   * @returns undefined at the end of the stream.
   * @throws Error if the stream ends within the block.
   */
  async read(bytes: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let missing = bytes; missing > 0;) {
      const part = await this.#next(missing);
      if (part === undefined && parts.length === 0) return undefined;
      if (part === undefined) throw new Error('the archive is truncated');
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async readUpTo(bytes: number): Promise<Buffer> {
    const part = await this.#next(bytes);
    if (part === undefined) throw new Error('the archive is truncated');
    return part;
  }

  async #next(atMost: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const part = this.#rest.subarray(0, atMost);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }
}
