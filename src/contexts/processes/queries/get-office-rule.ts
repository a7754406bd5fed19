import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { authorizePublished, findOffice } from '../persistence/process-records.js';
import { findRules, type OfficeRuleVersion } from '../persistence/rule-records.js';

const input = z.object({ officeId: z.uuid() });

/** Returns every version of an office's threshold and dispersion, newest first; empty if the OPL has set none. */
@QuerySpec({ name: 'processes.get-office-rule', permission: PUBLIC, input, unscoped: 'published in the official call' })
export class GetOfficeRule extends KernelQuery<z.infer<typeof input>, OfficeRuleVersion[]> {}

@QueryHandler(GetOfficeRule)
export class GetOfficeRuleHandler implements IQueryHandler<GetOfficeRule> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { officeId } }: GetOfficeRule): Promise<OfficeRuleVersion[]> {
    const { entidad } = await findOffice(this.work, officeId);
    authorizePublished(this.work, entidad);
    return findRules(this.work, officeId);
  }
}
