import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateP256KeyPair, type P256KeyPair } from './key-pair.js';
import { randomBuffer } from './random.js';
import { SealedFileWriter, openSealedFile } from './sealed-file.js';

let keys: P256KeyPair;
beforeAll(async () => {
  keys = await generateP256KeyPair();
});

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function open(bytes: Buffer, { name = 'wal/1', piece = 1000, key = keys.privateJwk } = {}) {
  const frames: Buffer[] = [];
  const fault = await (async () => {
    for await (const frame of openSealedFile(inPieces(bytes, piece), name, key)) frames.push(frame);
  })().catch((error: unknown) => (error as { fault?: string }).fault);
  return { text: Buffer.concat(frames), fault };
}

async function sealed(writes: readonly Buffer[], ended = true): Promise<Buffer> {
  const writer = await SealedFileWriter.create(keys.publicJwk, 'wal/1');
  const frames = writes.map((bytes) => writer.seal(bytes));
  return Buffer.concat([writer.header, ...frames, ...(ended ? [writer.end()] : [])]);
}

/** The same bytes with a different last character, for each part that leaves bits of it unused. */
function alternatives(compact: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const parts = compact.split('.');
  return parts.flatMap((part, index) => {
    const last = alphabet[alphabet.indexOf(part.at(-1) ?? '') ^ 1] ?? '';
    const alternative = part.slice(0, -1) + last;
    const isSame = Buffer.from(alternative, 'base64url').equals(Buffer.from(part, 'base64url'));
    return isSame ? [parts.with(index, alternative).join('.')] : [];
  });
}

describe('a sealed file', () => {
  it('can be opened with the private key, regardless of the chunks in which it arrives (property)', async () => {
    const writes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(writes, fc.integer({ min: 1, max: 4000 }), async (parts, piece) => {
        const whole = Buffer.concat(parts);
        const opened = await open(await sealed(parts.map((part) => Buffer.from(part))), { piece });
        expect(opened).toEqual({ text: whole, fault: undefined });
      }),
      { numRuns: 30 },
    );
  });

  it('can contain writes that are longer than a frame', async () => {
    const large = randomBuffer(2_500_000);
    expect((await open(await sealed([large]))).text.equals(large)).toBe(true);
  });

  it('yields its complete frames if it is truncated, and reports this', async () => {
    const whole = await sealed([Buffer.from('first'), Buffer.from('second')], false);
    expect(await open(whole)).toEqual({ text: Buffer.from('firstsecond'), fault: 'truncated' });
    expect(await open(whole.subarray(0, -1))).toEqual({ text: Buffer.from('first'), fault: 'truncated' });
  });

  it('is rejected under a different name or key, or with any changed byte (property)', async () => {
    const bytes = await sealed([Buffer.from('first'), Buffer.from('second')]);
    const { privateJwk } = await generateP256KeyPair();
    expect((await open(bytes, { name: 'wal/2' })).fault).toBe('altered');
    expect((await open(bytes, { key: privateJwk })).fault).toBe('altered');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = Buffer.from(bytes);
        altered.writeUInt8(altered.readUInt8(at) ^ change, at);
        expect((await open(altered)).fault).toMatch(/^(altered|truncated)$/);
      }),
      { numRuns: 60 },
    );
  });

  it('is rejected if the unused bits of a base64url character of its header were changed', async () => {
    const bytes = await sealed([Buffer.from('first')]);
    const header = bytes.subarray(5, 5 + bytes.readUInt32BE(1)).toString();
    const start = bytes.subarray(0, 5);
    expect(alternatives(header)).not.toEqual([]);
    for (const alternative of alternatives(header)) {
      const altered = Buffer.concat([start, Buffer.from(alternative), bytes.subarray(5 + header.length)]);
      expect((await open(altered)).fault).toBe('altered');
    }
  });

  it('is rejected if the highest bit of a character of its header was set', async () => {
    const altered = await sealed([Buffer.from('first')]);
    altered.writeUInt8(altered.readUInt8(5) | 0x80, 5);
    expect((await open(altered)).fault).toBe('altered');
  });

  it('is rejected if frames were swapped', async () => {
    const writer = await SealedFileWriter.create(keys.publicJwk, 'wal/1');
    const [first, second] = [writer.seal(Buffer.from('one')), writer.seal(Buffer.from('two'))];
    const swapped = Buffer.concat([writer.header, second, first, writer.end()]);
    expect(await open(swapped)).toEqual({ text: Buffer.alloc(0), fault: 'altered' });
  });
});
