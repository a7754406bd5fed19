import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ declarationId: z.uuid() });

/** Why a signed Declaratoria was refused (§4.4); undefined if it was not. Only jobs have the permission. */
@QuerySpec({ name: 'accounts.get-declaration-refusal', permission: 'accounts.contact', input, heldBy: 'system' })
export class GetDeclarationRefusal extends KernelQuery<z.infer<typeof input>, string | undefined> {}

@QueryHandler(GetDeclarationRefusal)
export class GetDeclarationRefusalHandler implements IQueryHandler<GetDeclarationRefusal> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { declarationId } }: GetDeclarationRefusal): Promise<string | undefined> {
    const declaration = await this.work.record<{ refusal: string }>(
      `select refusal from accounts.declaration where id = $1 and refused_at is not null`,
      [declarationId],
    );
    this.work.authorize({ entidad: EVERYTHING });
    return declaration?.refusal;
  }
}
