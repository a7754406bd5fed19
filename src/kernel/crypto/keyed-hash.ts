import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyStore } from './key-store.js';

/**
 * HMAC-SHA-256 with a named key, to compare values without storing them. Each part is prefixed with its length (u32,
 * big endian), so that different lists of parts never give the same input.
 */
@Injectable()
export class KeyedHash {
  constructor(private readonly keys: KeyStore) {}

  async digest(keyName: string, parts: readonly string[]): Promise<Buffer> {
    return hmacOf(await this.#secret(keyName), parts);
  }

  /** Hashes many lists of parts with one key. */
  async digestEach(keyName: string, lists: readonly (readonly string[])[]): Promise<Buffer[]> {
    const secret = await this.#secret(keyName);
    return lists.map((parts) => hmacOf(secret, parts));
  }

  async #secret(keyName: string): Promise<Buffer> {
    return (await this.keys.findOrCreate(`hmac.${keyName}`, () => randomBytes(32))).secret;
  }
}

function hmacOf(secret: Buffer, parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hmac.update(length).update(bytes);
  }
  return hmac.digest();
}
