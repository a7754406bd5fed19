import { Injectable } from '@nestjs/common';
import type { PacedBody } from '../../kernel/http/paced-bodies.js';
import { busy } from './capacity.js';

/** Anyone may open a connection, so headers have separate slots: many, small and short-lived. */
const MAX_HEADERS = 256;
/** A header of 64 KB at most. A client that follows the protocol sends it in the first packets. */
const HEADER_MS = 5000;

/**
 * Bounds the uploads that have not been admitted yet. If all slots are taken, a new upload displaces the one that has
 * waited longest in the network with the most slots, so that stalled connections block no one else, not even clients
 * behind the same address.
 */
@Injectable()
export class HeaderSlots {
  readonly #networks = new Map<string, Set<PacedBody>>();
  #taken = 0;

  /**
   * @param work reads the header from `body` within five seconds and admits the upload.
   * @throws DomainError KERNEL.BODY_TOO_SLOW, INTAKE.BUSY
   */
  async hold<Result>(network: string, body: PacedBody, work: () => Promise<Result>): Promise<Result> {
    if (this.#taken >= MAX_HEADERS) this.#displace();
    const held = this.#networks.get(network) ?? new Set();
    this.#networks.set(network, held.add(body));
    this.#taken += 1;
    body.endWithin(HEADER_MS);
    try {
      return await work();
    } finally {
      body.endWithin(Infinity);
      this.#release(network, body);
    }
  }

  #displace(): void {
    const [largest] = [...this.#networks].sort(([, one], [, other]) => other.size - one.size);
    const victim = largest && [...largest[1]].find(({ isWaiting }) => isWaiting);
    // No upload from that network waits for its client; all wait for the database.
    if (!largest || !victim) throw busy();
    victim.cut();
    this.#release(largest[0], victim);
  }

  #release(network: string, body: PacedBody): void {
    const held = this.#networks.get(network);
    if (held?.delete(body) !== true) return;
    this.#taken -= 1;
    if (held.size === 0) this.#networks.delete(network);
  }
}
