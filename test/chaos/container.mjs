// Parses a container as described in docs/wire.md, independently of the product's own parser.
import { createHash } from 'node:crypto';

export const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @returns the signed manifest bytes, the parsed manifest, and the sealed parts.
 * @throws Error if the parts do not fill the container.
 */
export function decodeContainer(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [manifestBytes, jweBytes] = [buffer.readUInt32BE(8), buffer.readUInt32BE(12)];
  const signed = buffer.subarray(16, 16 + manifestBytes);
  const manifest = JSON.parse(signed.toString('utf8'));
  let offset = 16 + manifestBytes + 64 + jweBytes;
  const parts = manifest.parts.map(({ size }) => buffer.subarray(offset, (offset += size)));
  if (offset !== buffer.length) throw new Error('the parts do not fill the container');
  return { signed, manifest, parts };
}
