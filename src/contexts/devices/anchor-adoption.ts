import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { TrailAdoption } from '../../kernel/audit/trail-adoption.js';
import { jwkThumbprint } from '../../kernel/crypto/jwk-thumbprint.js';
import { randomId } from '../../kernel/crypto/random.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { KEY_THUMBPRINT, KeyAnchors } from './key-anchors.js';
import { devicePublicJwkSchema } from '#electoral/wire';

const NAME = 'devices.anchor-key';
const PAGE = 500;

interface EnrolledDevice {
  readonly deviceId: string;
  readonly publicJwk: unknown;
  readonly processId: string;
  readonly entidad: string;
}

/**
 * Anchors the keys of devices that have no audit entry with a thumbprint, because a process of an earlier release
 * enrolled them while the system was being updated.
 */
@Injectable()
export class AnchorAdoption extends TrailAdoption {
  readonly #actor = systemActor(NAME);

  constructor(
    private readonly work: UnitOfWork,
    private readonly transactions: TransactionRunner,
    private readonly anchors: KeyAnchors,
  ) {
    super();
  }

  override async adopt(reason: string): Promise<number> {
    let anchored = 0;
    let after: string | undefined;
    do {
      const page = await this.transactions.runAsSystem({ name: NAME, correlationId: randomId() }, () =>
        this.#anchorPage(after, reason),
      );
      anchored += page.anchored;
      after = page.next;
    } while (after !== undefined);
    return anchored;
  }

  async #anchorPage(
    after: string | undefined,
    reason: string,
  ): Promise<{ anchored: number; next?: string | undefined }> {
    const devices = await this.work.sql<EnrolledDevice & object>(
      `select id as "deviceId", public_jwk as "publicJwk", process_id as "processId", entidad
       from devices.published_device where $1::uuid is null or id > $1 order by id limit $2`,
      [after ?? null, PAGE],
    );
    const recorded = await this.anchors.recorded(devices.map(({ deviceId }) => deviceId));
    let anchored = 0;
    for (const { deviceId, publicJwk, processId, entidad } of devices) {
      const { data: key } = devicePublicJwkSchema.safeParse(publicJwk);
      if (!key || recorded.has(deviceId)) continue;
      this.work.audit({
        subject: ['device', deviceId],
        stream: processId,
        details: { [KEY_THUMBPRINT]: jwkThumbprint(key), reason },
        by: { actor: this.#actor, resource: { entidad } },
      });
      anchored += 1;
    }
    return { anchored, next: devices.length === PAGE ? devices.at(-1)?.deviceId : undefined };
  }
}
