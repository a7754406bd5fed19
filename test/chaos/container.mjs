// The parts of a container, read as docs/wire.md says by whoever does not trust the product's own reading.
import { createHash } from 'node:crypto';

export const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @returns manifest as signed, its object, and the sealed parts. @throws Error when it is not whole. */
export function decodeContainer(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [manifestBytes, jweBytes] = [buffer.readUInt32BE(8), buffer.readUInt32BE(12)];
  const signed = buffer.subarray(16, 16 + manifestBytes);
  const manifest = JSON.parse(signed.toString('utf8'));
  let at = 16 + manifestBytes + 64 + jweBytes;
  const parts = manifest.parts.map(({ size }) => buffer.subarray(at, (at += size)));
  if (at !== buffer.length) throw new Error('the parts do not fill the container');
  return { signed, manifest, parts };
}
