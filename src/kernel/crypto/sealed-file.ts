import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { PublicJwk } from './signing.js';
import { encryptFor, openWith } from './signing.js';

const [IV, TAG, LENGTH] = [12, 16, 4];
const MAX_FRAME = 1024 * 1024;
const VERSION = 1;

/**
 * A file that only the recipient can read, written in frames, each of which can be made durable while the file grows.
 * Layout: version(1) · header length(4) · compact JWE with the file's AES-256 key · frames. A frame is length(4) ·
 * iv(12) · ciphertext · tag(16); its additional data are the name of the file and the number of the frame, so that
 * frames can be neither moved nor omitted in the middle. The last frame of a complete file is empty.
 */
export class SealedFileWriter {
  #frames = 0;

  private constructor(
    private readonly key: Buffer,
    private readonly name: string,
    /** Must be written first. */
    readonly header: Buffer,
  ) {}

  /** @param recipient the public key (P-256) of those who may read it. */
  static async create(recipient: PublicJwk, name: string): Promise<SealedFileWriter> {
    const key = randomBytes(32);
    const jwe = Buffer.from(await encryptFor(recipient, key));
    const start = Buffer.alloc(1 + LENGTH);
    start.writeUInt8(VERSION);
    start.writeUInt32BE(jwe.length, 1);
    return new SealedFileWriter(key, name, Buffer.concat([start, jwe]));
  }

  seal(bytes: Uint8Array): Buffer {
    const frames: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += MAX_FRAME) frames.push(this.#frame(bytes.subarray(at, at + MAX_FRAME)));
    return Buffer.concat(frames);
  }

  /** The end frame. Without it, a reader treats the file as truncated. */
  end(): Buffer {
    return this.#frame(new Uint8Array());
  }

  #frame(bytes: Uint8Array): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    cipher.setAAD(aad(this.name, this.#frames));
    this.#frames += 1;
    const length = Buffer.alloc(LENGTH);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

export type SealedFileFault = 'truncated' | 'altered';

export class SealedFileError extends Error {
  constructor(readonly fault: SealedFileFault) {
    super(`the file is ${fault}`);
    this.name = 'SealedFileError';
  }
}

/**
 * The plaintext of a sealed file, frame by frame.
 * @param privateJwk the recipient's private key.
 * @param name the name under which the file was sealed.
 * @throws SealedFileError `altered`, or `truncated` after the last whole frame if the file has no end.
 */
export async function* openSealedFile(
  source: AsyncIterable<Uint8Array>,
  name: string,
  privateJwk: object,
): AsyncGenerator<Buffer> {
  const input = new Input(source);
  const start = await input.read(1 + LENGTH);
  if (start[0] !== VERSION) throw new SealedFileError('altered');
  const jwe = await input.read(atMost(start.readUInt32BE(1), 4096));
  // 'ascii' would ignore the highest bit of each byte.
  const key = await openWith(privateJwk, jwe.toString('latin1')).catch(() => {
    throw new SealedFileError('altered');
  });
  for (let frame = 0; ; frame += 1) {
    const length = atMost((await input.read(LENGTH)).readUInt32BE(), MAX_FRAME);
    const sealed = await input.read(IV + length + TAG);
    const plain = openFrame(key, sealed, aad(name, frame));
    if (plain.length === 0) return;
    yield plain;
  }
}

function openFrame(key: Buffer, sealed: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV));
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]);
  } catch {
    throw new SealedFileError('altered');
  }
}

function atMost(length: number, limit: number): number {
  if (length > limit) throw new SealedFileError('altered');
  return length;
}

const aad = (name: string, frame: number): Buffer => Buffer.from(`${name}:${String(frame)}`);

class Input {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async read(bytes: number): Promise<Buffer> {
    const parts = [this.#rest];
    let length = this.#rest.length;
    while (length < bytes) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new SealedFileError('truncated');
      parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
      length += next.value.length;
    }
    const whole = Buffer.concat(parts);
    this.#rest = whole.subarray(bytes);
    return whole.subarray(0, bytes);
  }
}
