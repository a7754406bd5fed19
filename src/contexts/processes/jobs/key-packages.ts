import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { safeMessage } from '../../../kernel/errors/safe-text.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { TransactionRunner } from '../../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { PublicKeyJwk } from '../domain/opl-public-key.js';
import { makeKeyPackage } from '../key-package.js';

const ISSUE = { action: 'processes.issue-key-package' } as const;

interface EarlierKey {
  readonly id: string;
  readonly processId: string;
  readonly entidad: string;
  readonly thumbprint: string;
  readonly jwk: PublicKeyJwk;
}

/**
 * Issues a test package for the newest key of a process if the key was registered before the test existed. The OPL can
 * then prove that key instead of registering another one, which would be late (§13.1).
 */
@Injectable()
export class KeyPackages {
  readonly #logger = new Logger('KeyPackages');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly transactions: TransactionRunner,
  ) {}

  @Recurring({ name: 'issue key packages', everyMs: 600_000, singleton: true })
  async run(): Promise<void> {
    for (const key of await this.#keysWithoutPackage()) {
      try {
        await this.transactions.runAsSystem({ name: ISSUE.action, correlationId: randomId() }, () => this.#issue(key));
      } catch (error) {
        this.#logger.error(`no test package for the key ${key.id}: ${safeMessage(error)}`);
      }
    }
  }

  #keysWithoutPackage(): Promise<EarlierKey[]> {
    return this.em.fork().execute<EarlierKey[]>(
      `select k.id, p.id as "processId", p.entidad, k.thumbprint, k.jwk from processes.process p
       cross join lateral (select * from processes.opl_public_key where process_id = p.id
         order by sequence desc limit 1) k
       where k.test_package is null and p.closed_at is null
         and not exists (select from processes.opl_key_package e where e.key_id = k.id)`,
    );
  }

  async #issue({ id, processId, entidad, thumbprint, jwk }: EarlierKey): Promise<void> {
    const { testPackage, testDigest } = await makeKeyPackage(jwk);
    await this.work.sql(
      `insert into processes.opl_key_package (key_id, test_package, test_digest, issued_at) values ($1, $2, $3, $4)`,
      [id, testPackage, testDigest, this.clock.now()],
    );
    this.work.audit({
      subject: ['opl-public-key', id],
      stream: processId,
      details: { thumbprint },
      by: { actor: systemActor(ISSUE.action), resource: { entidad } },
    });
  }
}
