import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { mailboxOf } from '#electoral/normalise';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError, type Faults } from '../../../kernel/errors/domain-error.js';
import { searchText } from '../../../kernel/lists/search-text.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkRequestedPerson, officialSchema, toPersonalData, type PersonalData } from '../domain/official-data.js';
import { OFFICIAL_FIELDS } from '../domain/official-fields.js';
import { formerContext, personalContext, type Official } from '../domain/official.entity.js';
import { AccessLinkRequested } from '../events/access-link-requested.js';
import { DeclarationRefused } from '../events/declaration-refused.js';
import { OfficialCorrected } from '../events/official-corrected.js';
import { revokeLinks } from '../persistence/access-links.js';
import { findDomains } from '../persistence/institutional-domains.js';
import { checkEmailFree, lockOfficial, recordStatusMove, resourceOf } from '../persistence/official-records.js';
import { decryptPersonal } from '../persistence/official-views.js';
import { requireSecondOfficial } from '../persistence/second-official.js';

const input = officialSchema.pick({ fullName: true, position: true, email: true, phone: true }).extend({
  accountId: z.uuid(),
  reason: z.string().trim().min(3).max(300),
  /** States that the e-mails of the account until now belonged to another person, who may have an account (§4.2). */
  otherPerson: z.boolean().default(false),
});

const RETURNED = 'Se corrigió su nombre; firme la Declaratoria con el nombre correcto';

/**
 * DERFE corrects the data of an official; the previous data and the reason are stored (§4.3). A changed e-mail revokes
 * the links sent to the previous one. Until the account is active, it also revokes the password, which a reader of the
 * previous mailbox may have set, and a new link is sent. A changed name requires a new Declaratoria, because it states
 * the name of the person who signs it (§4.4); a change of accents or letter case does not. The official is informed at
 * the previous address. The official who corrects an e-mail cannot also reset the second factor of that account.
 * @throws DomainError the errors of {@link checkRequestedPerson}, ACCOUNTS.EMAIL_TAKEN, .NOTHING_CHANGED,
 * .CORRECTION_STATUS, .NEEDS_ANOTHER_OFFICIAL and, for the official's own account, .OWN_ACCOUNT
 */
@CommandSpec({
  name: 'accounts.correct-official',
  permission: 'accounts.manage',
  input,
  collectsFaults: true,
  noLegalDeadline: 'stores the instant of the correction',
})
export class CorrectOfficial extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CorrectOfficial)
export class CorrectOfficialHandler implements ICommandHandler<CorrectOfficial> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  async execute(command: CorrectOfficial): Promise<void> {
    const { accountId, reason, otherPerson, ...data } = command.input as z.infer<typeof input>;
    const faults = this.work.faults();
    faults.requireValid('accountId');
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    if (accountId === this.work.actor.id) throw new DomainError('ACCOUNTS.OWN_ACCOUNT', { kind: 'conflict' });
    const former = await decryptPersonal(this.cipher, official);
    const emailHash = await this.hash.digest('accounts.email', [mailboxOf(data.email)]);
    await this.#check(official, former, { ...data, emailHash }, faults);
    const fields = OFFICIAL_FIELDS.filter((field) => data[field] !== former[field]);
    if (fields.length === 0 && !(otherPerson && (await this.#hadOtherEmail(accountId)))) {
      throw new DomainError('ACCOUNTS.NOTHING_CHANGED', { kind: 'conflict' });
    }

    const at = this.clock.now();
    const isOtherMailbox = !official.emailHash.equals(emailHash);
    if (isOtherMailbox && official.status === 'active')
      await requireSecondOfficial(this.work, accountId, 'second-factor', at);
    const hadPassword = official.passwordHash !== null;
    await this.work.sql(
      `insert into accounts.data_change (official_id, fields, former, former_email_hash, actor_id, at, other_person)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        accountId,
        fields,
        await this.cipher.encrypt(JSON.stringify({ ...former, reason }), formerContext(accountId, at.toISOString())),
        isOtherMailbox && hadPassword ? official.emailHash : null,
        this.work.actor.id,
        at,
        otherPerson,
      ],
    );
    official.correct(
      await this.cipher.encrypt(JSON.stringify(toPersonalData(data)), personalContext(accountId)),
      emailHash,
    );
    if (searchText(data.fullName) !== searchText(former.fullName)) await this.#returnDeclaration(official, at);
    if (isOtherMailbox) await this.#moveToMailbox(official, at);
    await this.#save();
    if (fields.length > 0) this.work.publish(new OfficialCorrected({ officialId: accountId, at: at.toISOString() }));
    this.work.audit({
      subject: ['official', accountId],
      details: { corrected: fields.join(' '), ...(otherPerson && { otherPerson }) },
      reason,
    });
  }

  async #check(
    official: Official,
    former: PersonalData,
    data: PersonalData & { readonly emailHash: Buffer },
    faults: Faults,
  ): Promise<void> {
    const { role, entidad } = official;
    // An address stays valid when its domain is removed.
    const { contact } = await findDomains(this.work, entidad);
    const kept = data.email === former.email ? [former.email.slice(former.email.lastIndexOf('@') + 1)] : [];
    checkRequestedPerson({ ...data, role, entidad }, { contact: [...contact, ...kept] }, faults);
    await checkEmailFree(this.work, data.emailHash, faults, official.id);
    faults.throwIfAny();
  }

  async #hadOtherEmail(accountId: string): Promise<boolean> {
    const had = await this.work.sql(
      'select from accounts.data_change where official_id = $1 and former_email_hash is not null limit 1',
      [accountId],
    );
    return had.length > 0;
  }

  /** The signed Declaratoria states the previous name. */
  async #returnDeclaration(official: Official, at: Date): Promise<void> {
    const [returned] = await this.work.sql<{ id: string }>(
      `update accounts.declaration set refused_by = $2, refused_at = $3, refusal = $4
       where id = (select id from accounts.declaration where official_id = $1 order by uploaded_at desc, id limit 1)
         and refused_at is null returning id`,
      [official.id, this.work.actor.id, at, RETURNED],
    );
    // The first administrator has no Declaratoria.
    if (!returned) return;
    if (official.status === 'active') {
      official.move('pending');
      await recordStatusMove(this.work, { officialId: official.id, from: 'active', to: 'pending', at });
    }
    this.work.publish(new DeclarationRefused({ officialId: official.id, declarationId: returned.id }));
  }

  async #moveToMailbox(official: Official, at: Date): Promise<void> {
    await revokeLinks(this.work, official.id, at);
    if (official.status === 'pending') official.passwordHash = null;
    if (official.passwordHash === null) {
      this.work.publish(new AccessLinkRequested({ officialId: official.id, reason: 'new-account' }));
    }
  }

  /** Another transaction may have given the person with this e-mail an account since the check. */
  async #save(): Promise<void> {
    try {
      await this.em.flush();
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new DomainError('ACCOUNTS.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });
    }
  }
}
