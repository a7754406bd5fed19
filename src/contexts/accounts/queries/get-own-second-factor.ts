import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Role } from '../domain/roles.js';
import { resourceOf } from '../persistence/official-records.js';
import { findSecondFactor, isMandatory } from '../persistence/second-factors.js';

const input = z.object({});

export interface OwnSecondFactor {
  /** ISO 8601; null without one. */
  readonly enrolledAt: string | null;
  /** Unused recovery codes. */
  readonly codesLeft: number;
  readonly mandatory: boolean;
}

/** State of the actor's own second factor. */
@QuerySpec({ name: 'accounts.get-own-second-factor', permission: 'accounts.second-factor', input })
export class GetOwnSecondFactor extends KernelQuery<z.infer<typeof input>, OwnSecondFactor> {}

@QueryHandler(GetOwnSecondFactor)
export class GetOwnSecondFactorHandler implements IQueryHandler<GetOwnSecondFactor> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<OwnSecondFactor> {
    const official = await this.work.record<{ id: string; entidad: string | null; role: Role }>(
      `select id, entidad, role from accounts.official where id = $1`,
      [this.work.actor.id],
    );
    if (!official) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize(resourceOf(official));
    const factor = await findSecondFactor(this.work, official.id);
    const [left] = await this.work.sql<{ codes: number }>(
      `select count(*)::int as codes from accounts.recovery_code where second_factor_id = $1 and used_at is null`,
      [factor?.id ?? null],
    );
    return {
      enrolledAt: factor?.enrolledAt ?? null,
      codesLeft: left?.codes ?? 0,
      mandatory: await isMandatory(this.work, official.role),
    };
  }
}
