import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ElectoralRoll, NoRollCutError } from '../roll-port.js';
import { normaliseIdentifier } from '#electoral/identifiers';

const input = z.object({ claveElector: z.string().min(1).max(24), entidad: z.string().regex(/^\d{2}$/) });

/** `unknown` while no roll cut is loaded. */
export interface RegistrationAnswer {
  readonly status: 'lista-nominal' | 'padron' | 'not-registered' | 'unknown';
  readonly rollCut: string | null;
}

/**
 * Returns whether a person is in the padrón (§6.4). The result is for the rules of other contexts and for officials; an
 * aspirant only learns that the person could not be validated. Every query is audited.
 */
@QuerySpec({
  name: 'electoral-roll.get-registration',
  permission: 'electoral-roll.registration',
  input,
  personalData: true,
  unscoped: 'the roll is national',
  heldBy: 'system',
})
export class GetRegistration extends KernelQuery<z.infer<typeof input>, RegistrationAnswer> {}

@QueryHandler(GetRegistration)
export class GetRegistrationHandler implements IQueryHandler<GetRegistration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly roll: ElectoralRoll,
  ) {}

  async execute({ input: { claveElector, entidad } }: GetRegistration): Promise<RegistrationAnswer> {
    this.work.authorize({ entidad });
    try {
      const { registered, inNominalList, cut } = await this.roll.findRegistration(normaliseIdentifier(claveElector));
      const status = inNominalList ? 'lista-nominal' : registered ? 'padron' : 'not-registered';
      return { status, rollCut: cut.name };
    } catch (error) {
      if (error instanceof NoRollCutError) return { status: 'unknown', rollCut: null };
      throw error;
    }
  }
}
