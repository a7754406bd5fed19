import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { policyOf, type StoredPolicy } from '../persistence/enrolment-policies.js';

const input = z.object({ entidad: z.string().regex(/^\d{2}$/) });

/** Enrolment policy of an OPL (decision 24). */
@QuerySpec({ name: 'devices.get-enrolment-policy', permission: 'devices.review', input })
export class GetEnrolmentPolicy extends KernelQuery<z.infer<typeof input>, StoredPolicy> {}

@QueryHandler(GetEnrolmentPolicy)
export class GetEnrolmentPolicyHandler implements IQueryHandler<GetEnrolmentPolicy> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { entidad } }: GetEnrolmentPolicy): Promise<StoredPolicy> {
    const policy = await policyOf(this.work, entidad);
    this.work.authorize({ entidad });
    return policy;
  }
}
