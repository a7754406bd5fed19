import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { mailboxOf } from '#electoral/normalise';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requestedContext, requestFolio, type personSchema } from '../domain/account-request.js';
import { checkRequestedPerson, toPersonalData } from '../domain/official-data.js';
import type { RequestRow } from './account-requests.js';
import { GrantLimits } from './grant-limits.js';
import { findDomains } from './institutional-domains.js';
import { checkEmailFree } from './official-records.js';

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
   * @throws DomainError all errors of the input and of {@link checkRequestedPerson}, ACCOUNTS.EMAIL_TAKEN if the person
   *   has an account, ACCOUNTS.EMAIL_ASKED or .EMAIL_ASKED_HERE if an oficio already requests
   *   one, ACCOUNTS.PROCESS_OF_ANOTHER_ENTIDAD
   */
  async checkAndEncrypt(
    request: Pick<RequestRow, 'id' | 'entidad'>,
    requestedOfficialId: string,
    person: PersonData,
  ): Promise<EncryptedPerson> {
    const { entidad } = request;
    const faults = this.work.faults();
    checkRequestedPerson({ ...person, entidad }, await findDomains(this.work, entidad), faults);
    await faults.collect(() => this.limits.latestEnd({ entidad, processId: person.processId }));
    const emailHash = await this.hash.digest('accounts.email', [mailboxOf(person.email)]);
    await faults.collect(() => this.#requireNew(request.id, requestedOfficialId, emailHash));
    faults.throwIfAny();
    const personal = await this.cipher.encrypt(
      JSON.stringify(toPersonalData(person)),
      requestedContext(requestedOfficialId),
    );
    return { personal, emailHash };
  }

  async #requireNew(requestId: string, requestedOfficialId: string, emailHash: Buffer): Promise<void> {
    // Serialises concurrent oficios that request the same person.
    await this.work.lock(AdvisoryLock.RequestedPerson, [emailHash.toString('hex')]);
    const taken = new Faults();
    await checkEmailFree(this.work, emailHash, taken);
    taken.throwIfAny();
    const [asked] = await this.work.sql<{ requestId: string; number: number }>(
      `select r.id as "requestId", r.number
       from accounts.requested_official q join accounts.account_request r on r.id = q.request_id
       where q.email_hash = $1 and q.status = 'pending' and q.id <> $2`,
      [emailHash, requestedOfficialId],
    );
    if (!asked) return;
    const field = { kind: 'conflict', field: 'email' } as const;
    if (asked.requestId === requestId) throw new DomainError('ACCOUNTS.EMAIL_ASKED_HERE', field);
    throw new DomainError('ACCOUNTS.EMAIL_ASKED', { ...field, params: { folio: requestFolio(asked.number) } });
  }
}
