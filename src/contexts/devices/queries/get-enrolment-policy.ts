import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DEFAULT_POLICY } from '../domain/enrolment-policy.js';
import { policyVersions, type PolicyVersion, type StoredPolicy } from '../persistence/enrolment-policies.js';

const input = z.object({ entidad: z.string().regex(/^\d{2}$/) });

export interface PolicyWithVersions extends StoredPolicy {
  /** Newest first; empty until the OPL sets a policy. */
  readonly versions: readonly PolicyVersion[];
}

/** Enrolment policy of an OPL, with its former versions (decision 24). */
@QuerySpec({ name: 'devices.get-enrolment-policy', permission: 'devices.review', input })
export class GetEnrolmentPolicy extends KernelQuery<z.infer<typeof input>, PolicyWithVersions> {}

@QueryHandler(GetEnrolmentPolicy)
export class GetEnrolmentPolicyHandler implements IQueryHandler<GetEnrolmentPolicy> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { entidad } }: GetEnrolmentPolicy): Promise<PolicyWithVersions> {
    this.work.authorize({ entidad });
    const versions = await policyVersions(this.work, entidad);
    return { ...DEFAULT_POLICY, version: 0, ...versions[0], versions };
  }
}
