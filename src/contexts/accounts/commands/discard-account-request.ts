import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { discardContext } from '../domain/account-request.js';
import { lockRequest, requireOpen } from '../persistence/account-requests.js';

const input = z.object({
  requestId: z.uuid(),
  /** Required for an oficio that was received. */
  reason: z.string().trim().min(3).max(300).optional(),
});

/**
 * Discards a draft, or, by DERFE and with a reason, a received oficio that was registered wrongly and has led to no
 * account. Its people and its number can be used in another one.
 * @throws DomainError ACCOUNTS.REQUEST_DISCARDED, .REQUEST_RECEIVED, .REQUEST_HAS_ACCOUNTS and, for a received one
 * without a reason, KERNEL.FIELD_MISSING
 */
@CommandSpec({ name: 'accounts.discard-account-request', permission: 'account-requests.write', input })
export class DiscardAccountRequest extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(DiscardAccountRequest)
export class DiscardAccountRequestHandler implements ICommandHandler<DiscardAccountRequest> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { requestId, reason } }: DiscardAccountRequest): Promise<void> {
    const request = await lockRequest(this.work, requestId);
    const { entidad, number: requestNumber, state, oficio } = request;
    this.work.authorize({ entidad });
    requireOpen(this.work, request);
    if (state === 'received') {
      if (reason === undefined) {
        throw new DomainError('KERNEL.FIELD_MISSING', {
          kind: 'invalid',
          field: 'reason',
          params: { field: 'reason' },
        });
      }
      await this.#requireWithoutAccounts(requestId);
    }
    const at = this.clock.now();
    const encryptedReason = reason === undefined ? null : await this.cipher.encrypt(reason, discardContext(requestId));
    await this.work.sql(
      `update accounts.account_request set state = 'discarded', discarded_for = $2, discarded_by = $3, discarded_at = $4
       where id = $1`,
      [requestId, encryptedReason, this.work.actor.id, at],
    );
    await this.work.sql(
      `update accounts.requested_official set status = 'withdrawn', decided_by = $2, decided_at = $3
       where request_id = $1 and status = 'pending'`,
      [requestId, this.work.actor.id, at],
    );
    this.work.audit({ subject: ['account-request', requestId], details: { entidad, requestNumber, oficio }, reason });
  }

  async #requireWithoutAccounts(requestId: string): Promise<void> {
    const accepted = await this.work.sql(
      `select from accounts.requested_official where request_id = $1 and status = 'accepted' limit 1`,
      [requestId],
    );
    if (accepted.length > 0) throw new DomainError('ACCOUNTS.REQUEST_HAS_ACCOUNTS', { kind: 'conflict' });
  }
}
