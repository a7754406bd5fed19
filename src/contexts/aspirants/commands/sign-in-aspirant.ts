import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SUMMARY_COLUMNS, type AspirantSummary } from '../persistence/aspirant-records.js';
import { emailHash } from '../persistence/hashes.js';

const input = z.object({
  provider: z.enum(['google', 'facebook']),
  /** The provider's own id of the account. */
  subject: z.string().min(1),
  /** As the provider verified it. */
  email: z.string().min(3),
});

/**
 * Finds the confirmed aspirant an OAuth account belongs to (§5.D); null when there is none. Who has withdrawn may still
 * read; a registration that stands comes first.
 * The account is bound to provider and subject at its first sign-in; its e-mail is never asked again.
 * Only the sign-in shell may run it, after the provider has answered.
 */
@CommandSpec({ name: 'aspirants.sign-in-aspirant', permission: 'aspirants.sign-in', input })
export class SignInAspirant extends KernelCommand<z.infer<typeof input>, AspirantSummary | null> {}

@CommandHandler(SignInAspirant)
export class SignInAspirantHandler implements ICommandHandler<SignInAspirant> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { provider, subject, email } }: SignInAspirant): Promise<AspirantSummary | null> {
    this.work.authorize({});
    const [aspirant] = await this.work.sql<AspirantSummary>(
      `update aspirants.aspirant set sign_in_subject = $2
       where id = (
         select id from aspirants.aspirant
         where status in ('confirmed', 'withdrawn') and confirmed_at is not null and email_provider = $1
           and (sign_in_subject = $2 or (sign_in_subject is null and email_hash = $3))
         order by status = 'confirmed' desc, sign_in_subject nulls last, confirmed_at desc limit 1)
       returning ${SUMMARY_COLUMNS}`,
      [provider, subject, await emailHash(this.hash, email)],
    );
    this.work.audit({
      subject: ['aspirant', aspirant?.id ?? ''],
      stream: aspirant?.processId,
      details: { provider, found: aspirant !== undefined },
    });
    return aspirant ?? null;
  }
}
