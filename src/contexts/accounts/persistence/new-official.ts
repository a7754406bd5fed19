import { Injectable } from '@nestjs/common';
import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { mailboxOf } from '#electoral/normalise';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError, type Faults } from '../../../kernel/errors/domain-error.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkOfficial, toPersonalData, type OfficialData } from '../domain/official-data.js';
import type { OfficialStatus } from '../domain/official-status.js';
import { Official, personalContext } from '../domain/official.entity.js';
import { GrantLimits } from './grant-limits.js';
import { findDomains } from './institutional-domains.js';
import { checkEmailFree, recordStatusMove } from './official-records.js';

/** Checks and stores a new account. It has no password until its owner sets one. */
@Injectable()
export class NewOfficials {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly limits: GrantLimits,
  ) {}

  /**
   * @throws DomainError all errors of the input and of {@link checkOfficial} and {@link GrantLimits};
   * ACCOUNTS.ACCOUNT_TAKEN, ACCOUNTS.ACCOUNT_OF_CLOSED, ACCOUNTS.EMAIL_TAKEN
   */
  async create(data: OfficialData, status: OfficialStatus): Promise<Official> {
    const now = this.clock.now();
    const faults = this.work.faults();
    const latestGrantEnd = (await faults.collect(() => this.limits.latestEnd(data))) ?? null;
    checkOfficial(data, now, { domains: await findDomains(this.work, data.entidad), latestGrantEnd }, faults);
    const emailHash = await this.hash.digest('accounts.email', [mailboxOf(data.email)]);
    await this.#checkNotTaken(data.account, emailHash, faults);
    faults.throwIfAny();
    const id = randomId();
    const official = new Official({
      id,
      account: data.account,
      role: data.role,
      entidad: data.entidad,
      status,
      personal: await this.cipher.encrypt(JSON.stringify(toPersonalData(data)), personalContext(id)),
      emailHash,
      processId: data.processId,
      grantEndsAt: new Date(data.grantEndsAt),
      createdAt: now,
    });
    await this.#insert(official);
    await recordStatusMove(this.work, { officialId: id, from: null, to: status, at: now });
    this.work.audit({
      subject: ['official', id],
      details: { role: data.role, entidad: data.entidad ?? 'DERFE', status },
    });
    return official;
  }

  async #checkNotTaken(account: string, emailHash: Buffer, faults: Faults): Promise<void> {
    const [named] = await this.work.sql<{ status: OfficialStatus }>(
      'select status from accounts.official where account = $1',
      [account],
    );
    if (named) {
      const code = named.status === 'closed' ? 'ACCOUNTS.ACCOUNT_OF_CLOSED' : 'ACCOUNTS.ACCOUNT_TAKEN';
      faults.add(code, { kind: 'conflict', field: 'account' });
    }
    await checkEmailFree(this.work, emailHash, faults);
  }

  /** Another transaction may have inserted the same account or person since the check. */
  async #insert(official: Official): Promise<void> {
    try {
      await this.em.persist(official).flush();
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw error.message.includes('official_account_taken')
        ? new DomainError('ACCOUNTS.ACCOUNT_TAKEN', { kind: 'conflict', field: 'account' })
        : new DomainError('ACCOUNTS.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });
    }
  }
}
