import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { mailboxOf } from '#electoral/normalise';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requestedContext, type personSchema } from '../domain/account-request.js';
import { checkRequestedPerson, toPersonalData } from '../domain/official-data.js';
import { GrantLimits } from './grant-limits.js';
import { findDomains } from './institutional-domains.js';

export type PersonData = z.infer<typeof personSchema>;

export interface EncryptedPerson {
  readonly personal: Buffer;
  readonly emailHash: Buffer;
}

/** Checks and encrypts the data of a person in an oficio (§4.2–4.3). */
@Injectable()
export class RequestedPeople {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly limits: GrantLimits,
  ) {}

  /**
   * @throws DomainError the errors of {@link checkRequestedPerson}, ACCOUNTS.EMAIL_TAKEN if the person has an account,
   *   ACCOUNTS.EMAIL_ASKED if another oficio requests one, ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD
   */
  async checkAndEncrypt(requestedOfficialId: string, entidad: string, person: PersonData): Promise<EncryptedPerson> {
    checkRequestedPerson({ ...person, entidad }, await findDomains(this.work, entidad));
    await this.limits.latestEnd({ entidad, processId: person.processId });
    const emailHash = await this.hash.digest('accounts.email', [mailboxOf(person.email)]);
    await this.#requireNew(requestedOfficialId, emailHash);
    const personal = await this.cipher.encrypt(
      JSON.stringify(toPersonalData(person)),
      requestedContext(requestedOfficialId),
    );
    return { personal, emailHash };
  }

  async #requireNew(requestedOfficialId: string, emailHash: Buffer): Promise<void> {
    // Serialises concurrent oficios that request the same person.
    await this.work.lock(AdvisoryLock.RequestedPerson, [emailHash.toString('hex')]);
    const [found] = await this.work.sql<{ hasAccount: boolean }>(
      `select true as "hasAccount" from accounts.official where email_hash = $1 and status <> 'closed'
       union all
       select false from accounts.requested_official where email_hash = $1 and status = 'pending' and id <> $2
       limit 1`,
      [emailHash, requestedOfficialId],
    );
    if (!found) return;
    const code = found.hasAccount ? 'ACCOUNTS.EMAIL_TAKEN' : 'ACCOUNTS.EMAIL_ASKED';
    throw new DomainError(code, { kind: 'conflict', field: 'email' });
  }
}
