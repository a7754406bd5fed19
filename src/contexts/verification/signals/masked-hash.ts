import { numberStream } from '../../../kernel/crypto/number-stream.js';
import { HASH_BITS } from './perceptual-hash.js';

const PIECES = 16;
const PIECE_BITS = HASH_BITS / PIECES;

/**
 * Masks perceptual hashes with a secret: permutes their bits and flips some of them. Hashes masked with the same secret
 * keep their Hamming distance, but do not reveal what a picture looks like.
 */
export class HashMasker {
  readonly #permutation: readonly number[];
  readonly #mask: Buffer;

  constructor(secret: Buffer) {
    const numbers = numberStream(secret);
    const permutation = Array.from({ length: HASH_BITS }, (_, index) => index);
    for (let left = HASH_BITS - 1; left > 0; left -= 1) {
      const other = numbers() % (left + 1);
      [permutation[left], permutation[other]] = [permutation[other] as number, permutation[left] as number];
    }
    this.#permutation = permutation;
    this.#mask = Buffer.from(Array.from({ length: HASH_BITS / 8 }, () => numbers() & 0xff));
  }

  mask(hash: Buffer): Buffer {
    const masked = Buffer.from(this.#mask);
    this.#permutation.forEach((from, to) => {
      if (((hash[from >> 3] as number) >> (from & 7)) & 1)
        masked[to >> 3] = (masked[to >> 3] as number) ^ (1 << (to & 7));
    });
    return masked;
  }
}

/**
 * Sixteen pieces of a hash, stored with it for indexed search.
 * @param kind the kind of picture, 0 to 7, so that all kinds share one index.
 */
export function piecesOf(hash: Buffer, kind: number): number[] {
  return Array.from({ length: PIECES }, (_, nth) => ((kind * PIECES + nth) << PIECE_BITS) | hash.readUInt16BE(nth * 2));
}

/**
 * Values to search for: every piece, and every piece with one bit flipped. Two hashes that differ in fewer than 32 bits
 * always have a value in common; of those that differ in 48 bits, 95 % do.
 */
export function probesOf(hash: Buffer, kind: number): number[] {
  return piecesOf(hash, kind).flatMap((piece) => [
    piece,
    ...Array.from({ length: PIECE_BITS }, (_, bit) => piece ^ (1 << bit)),
  ]);
}
