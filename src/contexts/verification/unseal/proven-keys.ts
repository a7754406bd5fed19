import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { ProveSupports, type CheckedSupport } from '../../intake/index.js';
import { SupportOpener, UnsealError, type RecordKey } from './support-opener.js';

/** Records opened at a time: each holds its images in memory. */
const CONCURRENCY = 4;

/** Why there is no key: what does not match, e.g. `row.receivedAt`, or why the record cannot be opened. */
export type UnprovenCause = string;
export type KeyOrCause = RecordKey | UnprovenCause;

/**
 * Obtains the keys of stored records with the intake key. The row of a support can be overwritten, so the file and the
 * integrity code are taken from the signed receipt and the container.
 */
@Injectable()
export class ProvenKeys {
  readonly #actor = systemActor('verification.prove-records');

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly opener: SupportOpener,
  ) {}

  /**
   * @param records each with the folio of its support.
   * @param options `anchors: false` if the caller may not read the audit trail, which anchors the keys of the devices.
   * @throws OutageError if this process does not hold the intake key.
   */
  async of(
    records: readonly { readonly id: string; readonly folio: string }[],
    { anchors = true } = {},
  ): Promise<ReadonlyMap<string, KeyOrCause>> {
    const proven = await this.dispatcher.ask(
      this.#actor,
      new ProveSupports({ supportIds: records.map(({ id }) => id) }),
    );
    const byId = new Map(proven.map((one) => [one.supportId, one]));
    const keys = new Map<string, KeyOrCause>();
    const queue = [...records];
    const worker = async (): Promise<void> => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        keys.set(one.id, await this.#open(byId.get(one.id), one.folio, anchors));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return keys;
  }

  async #open(proven: CheckedSupport | undefined, folio: string, anchors: boolean): Promise<KeyOrCause> {
    if (!proven) return 'receipt.missing';
    const fault = proven.faults.find((one) => anchors || one !== 'device.not-anchored');
    if (fault !== undefined) return fault;
    if (proven.folio !== folio) return 'row.folio';
    try {
      const { recordKey } = await this.opener.open(proven.blobKey, proven.integrityCode);
      return recordKey ?? 'key-not-opened';
    } catch (error) {
      if (error instanceof UnsealError) return error.unsealCause;
      throw error;
    }
  }
}
