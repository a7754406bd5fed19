import { numberStream } from '../../../kernel/crypto/number-stream.js';
import { HASH_BITS } from './perceptual-hash.js';

const PIECES = 16;
const PIECE_BITS = HASH_BITS / PIECES;

/**
 * Hides perceptual hashes under a secret: their bits change places and some change value, the same for all under one
 * secret. How many bits differ between two stays as it was; what a picture looked like cannot be told without it.
 */
export class HashMasker {
  readonly #places: readonly number[];
  readonly #mask: Buffer;

  constructor(secret: Buffer) {
    const numbers = numberStream(secret);
    const places = Array.from({ length: HASH_BITS }, (_, index) => index);
    for (let left = HASH_BITS - 1; left > 0; left -= 1) {
      const other = numbers() % (left + 1);
      [places[left], places[other]] = [places[other] as number, places[left] as number];
    }
    this.#places = places;
    this.#mask = Buffer.from(Array.from({ length: HASH_BITS / 8 }, () => numbers() & 0xff));
  }

  mask(hash: Buffer): Buffer {
    const hidden = Buffer.from(this.#mask);
    this.#places.forEach((from, to) => {
      if (((hash[from >> 3] as number) >> (from & 7)) & 1)
        hidden[to >> 3] = (hidden[to >> 3] as number) ^ (1 << (to & 7));
    });
    return hidden;
  }
}

/**
 * Sixteen pieces of a hash, to be kept beside it.
 * @param kind told apart within one index; 0 to 7.
 */
export function piecesOf(hash: Buffer, kind: number): number[] {
  return Array.from({ length: PIECES }, (_, nth) => ((kind * PIECES + nth) << PIECE_BITS) | hash.readUInt16BE(nth * 2));
}

/**
 * What to look for: every piece, and what it becomes when one of its bits differs. Two hashes that differ in fewer
 * than 32 bits always have one in common; of those that differ in 48, nineteen in twenty.
 */
export function probesOf(hash: Buffer, kind: number): number[] {
  return piecesOf(hash, kind).flatMap((piece) => [
    piece,
    ...Array.from({ length: PIECE_BITS }, (_, bit) => piece ^ (1 << bit)),
  ]);
}
