import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../kernel/clock/clock.js';
import { Signing } from '../../kernel/crypto/signing.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

const KEY = 'ticket';
const DEFAULT_TTL_MS = 30 * 60_000;

/** The identity that a provider returned. */
export const identitySchema = z.object({
  provider: z.enum(['google', 'facebook']),
  /** The provider's account ID. */
  subject: z.string().min(1),
  /** Absent if Facebook returns none; a link to the registered address then confirms the account (decision 23). */
  email: z.string().min(3).optional(),
  /** Issued by the operator for a simulated device; only valid in a practice process (decision 25). */
  practiceOnly: z.literal(true).optional(),
});
export type SignInIdentity = z.infer<typeof identitySchema>;

const ticketSchema = identitySchema.extend({ use: z.literal('enrolment'), expiresAt: z.iso.datetime() });

/** Signed, short-lived ticket that the app uses between sign-in and enrolment (§7.3). */
@Injectable()
export class SignInTickets {
  constructor(
    private readonly signing: Signing,
    private readonly clock: Clock,
  ) {}

  /** @param ttlMs lifetime in milliseconds. */
  async issue(identity: SignInIdentity, ttlMs = DEFAULT_TTL_MS): Promise<{ ticket: string; expiresAt: string }> {
    const expiresAt = new Date(this.clock.now().getTime() + ttlMs).toISOString();
    return { ticket: await this.signing.sign(KEY, { use: 'enrolment', ...identity, expiresAt }), expiresAt };
  }

  /** @throws DomainError AUXILIARIES.TICKET_EXPIRED if the ticket was not issued here or has expired. */
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
