import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { issueLink } from '../persistence/access-links.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { decryptPersonal } from '../persistence/official-views.js';

const input = z.object({ accountId: z.uuid(), hours: z.number().int().min(1).max(72) });

export interface IssuedLink {
  readonly link: string;
  /** The institutional address when the link was issued. A correction of the address revokes the link. */
  readonly email: string;
}

/**
 * Issues a one-time link to set a password. The link gives control of the account, so only the operator and the job
 * that e-mails it have this permission, never another official.
 */
@CommandSpec({ name: 'accounts.issue-access-link', permission: 'accounts.issue-link', input, heldBy: 'system' })
export class IssueAccessLink extends KernelCommand<z.infer<typeof input>, IssuedLink> {}

@CommandHandler(IssueAccessLink)
export class IssueAccessLinkHandler implements ICommandHandler<IssueAccessLink> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { accountId, hours } }: IssueAccessLink): Promise<IssuedLink> {
    const official = await lockOfficial(this.em, accountId);
    this.work.authorize(resourceOf(official));
    const now = this.clock.now();
    const { url } = await issueLink(this.work, { officialId: accountId, hours, now, publicUrl: this.config.publicUrl });
    this.work.audit({ subject: ['official', accountId], details: { hours } });
    const { email } = await decryptPersonal(this.cipher, official);
    return { link: url, email };
  }
}
