import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SUMMARY_COLUMNS, type AspirantSummary } from '../persistence/aspirant-records.js';
import { emailHash } from '../persistence/hashes.js';

const input = z.object({
  provider: z.enum(['google', 'facebook']),
  /** The provider's account ID. */
  subject: z.string().min(1),
  /** Verified by the provider. */
  email: z.string().min(3),
});

/**
 * Finds the aspirant to whom an OAuth account belongs, or null (§5.D). A withdrawn aspirant may still sign in,
 * read-only; a confirmed registration takes precedence. The first sign-in binds the registration to
 * provider and subject; after that the e-mail is no longer compared.
 * Only the sign-in shell may run it, after the provider has verified the account.
 */
@CommandSpec({ name: 'aspirants.sign-in-aspirant', permission: 'aspirants.sign-in', input, heldBy: 'system' })
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
      ...(aspirant && {
        by: {
          actor: { kind: 'aspirant', id: aspirant.id, label: 'aspirante' },
          resource: { entidad: aspirant.entidad },
        },
      }),
    });
    return aspirant ?? null;
  }
}
