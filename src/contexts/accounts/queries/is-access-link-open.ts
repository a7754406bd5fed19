import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findOfficialByLink } from '../persistence/access-links.js';

const input = z.object({ token: z.string().max(100) });

/** Whether a one-time link is still valid. Checking does not use it up, because mail scanners also open links. */
@QuerySpec({ name: 'accounts.is-access-link-open', permission: PUBLIC, input, unscoped: 'the one-time link itself' })
export class IsAccessLinkOpen extends KernelQuery<z.infer<typeof input>, boolean> {}

@QueryHandler(IsAccessLinkOpen)
export class IsAccessLinkOpenHandler implements IQueryHandler<IsAccessLinkOpen> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { token } }: IsAccessLinkOpen): Promise<boolean> {
    return (await findOfficialByLink(this.work, token, this.clock.now())) !== undefined;
  }
}
