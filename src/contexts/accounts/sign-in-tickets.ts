import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../kernel/clock/clock.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

const KEY = 'ticket';
const DEFAULT_TTL_MS = 30 * 60_000;

/** Who a provider says a person is. */
export const identitySchema = z.object({
  provider: z.enum(['google', 'facebook']),
  /** The provider's own id of the account. */
  subject: z.string().min(1),
  /** Absent where Facebook gives none: the account is then bound by a link to the registered address (decision 23). */
  email: z.string().min(3).optional(),
  /** Given by the operator to a simulated device: of use in a practice process only (decision 25). */
  practiceOnly: z.literal(true).optional(),
});
export type SignInIdentity = z.infer<typeof identitySchema>;

const ticketSchema = identitySchema.extend({ use: z.literal('enrolment'), expiresAt: z.iso.datetime() });

/** What the app holds between sign-in and enrolment (§7.3): signed by us, short-lived, good for nothing else. */
@Injectable()
export class SignInTickets {
  constructor(
    private readonly signing: Signing,
    private readonly clock: Clock,
  ) {}

  /** @param ttlMs milliseconds for which it is good. */
  async issue(identity: SignInIdentity, ttlMs = DEFAULT_TTL_MS): Promise<{ ticket: string; expiresAt: string }> {
    const expiresAt = new Date(this.clock.now().getTime() + ttlMs).toISOString();
    return { ticket: await this.signing.sign(KEY, { use: 'enrolment', ...identity, expiresAt }), expiresAt };
  }

  /** @throws DomainError AUXILIARIES.TICKET_EXPIRED when it is not ours or its time is over. */
  async verify(authorization: string | undefined): Promise<SignInIdentity> {
    const ticket = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
    const payload = await this.signing.verify(KEY, ticket).catch(() => undefined);
    const parsed = ticketSchema.safeParse(payload);
    if (!parsed.success || Date.parse(parsed.data.expiresAt) <= this.clock.now().getTime()) {
      throw new DomainError('AUXILIARIES.TICKET_EXPIRED', { kind: 'unauthenticated' });
    }
    return identitySchema.parse(parsed.data);
  }
}
