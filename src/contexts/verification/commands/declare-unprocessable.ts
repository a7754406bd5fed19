import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { institutionOf, type Institution } from '../domain/unprocessable.js';
import { findSupport, lockSupport, reclassify, type SupportRecord } from '../persistence/support-records.js';
import { UnsealError } from '../unseal/support-opener.js';
import { VerificationSteps } from '../verification-steps.js';

const input = z.object({
  supportId: z.uuid(),
  /** Number of the oficio by which the institution declares it. */
  oficio: z.string().trim().min(3).max(60),
});

export interface UnprocessableDeclaration {
  readonly declaredBy: readonly Institution[];
  /** `unprocessable` once both institutions have declared it; `verified` if it could be opened after all. */
  readonly state: SupportRecord['state'];
}

/**
 * Declares for the actor's institution that a quarantined record can never be opened. Once DERFE and the OPL have both
 * declared it, it is reported 'con inconsistencia' and no longer blocks the close (decision 67). A record that can be
 * opened is verified instead.
 * @throws DomainError VERIFICATION.NOT_QUARANTINED, VERIFICATION.ALREADY_DECLARED, ACCESS.FORBIDDEN for an actor of
 * neither institution
 */
@CommandSpec({ name: 'verification.declare-unprocessable', permission: 'quarantine.declare', input })
export class DeclareUnprocessable extends KernelCommand<z.infer<typeof input>, UnprocessableDeclaration> {}

@CommandHandler(DeclareUnprocessable)
export class DeclareUnprocessableHandler implements ICommandHandler<DeclareUnprocessable> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly steps: VerificationSteps,
  ) {}

  async execute({ input: { supportId, oficio } }: DeclareUnprocessable): Promise<UnprocessableDeclaration> {
    const institution = institutionOf(this.work.actor);
    await lockSupport(this.work, supportId);
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    await requireOpenProcess(this.work, support.processId);
    const { folio, processId, state } = support;
    if (state !== 'quarantined') {
      throw new DomainError('VERIFICATION.NOT_QUARANTINED', { kind: 'conflict', params: { folio } });
    }
    const examined = await this.steps.examine([support]);
    await this.steps.run([support], examined, { cause: 'verified-again' });
    if (!(examined.get(supportId) instanceof UnsealError)) return { declaredBy: [], state: 'verified' };

    const declaredBy = await this.#declare(supportId, institution, oficio, folio);
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { institution, oficio } });
    if (declaredBy.length < 2) return { declaredBy, state };
    await this.#settle(support);
    return { declaredBy, state: 'unprocessable' };
  }

  async #declare(
    supportId: string,
    institution: Institution,
    oficio: string,
    folio: string,
  ): Promise<readonly Institution[]> {
    const declared = await this.work.sql(
      `insert into verification.unprocessable_declaration (support_id, institution, actor_id, oficio, declared_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing returning support_id`,
      [supportId, institution, this.work.actor.id, oficio, this.clock.now()],
    );
    if (declared.length === 0) {
      throw new DomainError('VERIFICATION.ALREADY_DECLARED', { kind: 'conflict', params: { folio } });
    }
    const rows = await this.work.sql<{ institution: Institution }>(
      `select institution from verification.unprocessable_declaration where support_id = $1 and revoked_at is null
       order by institution`,
      [supportId],
    );
    return rows.map((row) => row.institution);
  }

  async #settle(support: SupportRecord): Promise<void> {
    const at = this.clock.now();
    await this.work.sql(
      `update verification.support set state = 'unprocessable', desk_verdict = 'no-procesable' where id = $1`,
      [support.id],
    );
    await this.work.sql(
      `update verification.quarantine set resolved_at = $2 where support_id = $1 and resolved_at is null`,
      [support.id, at],
    );
    await reclassify(this.work, { own: [support], cause: 'declared-unprocessable', at });
  }
}
