import { createHmac } from 'node:crypto';

/** A deterministic generator of integers below 2³²: the same secret always yields the same sequence. */
export function numberStream(secret: Buffer): () => number {
  let counter = 0;
  let block = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= block.length) {
      const count = Buffer.alloc(4);
      count.writeUInt32BE((counter += 1));
      block = createHmac('sha256', secret).update(count).digest();
      at = 0;
    }
    const value = block.readUInt32BE(at);
    at += 4;
    return value;
  };
}
