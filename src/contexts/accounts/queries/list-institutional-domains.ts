import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DomainPurpose } from '../domain/institutional-domains.js';

const input = z.object({});

export interface InstitutionalDomain {
  readonly id: string;
  readonly purpose: DomainPurpose;
  /** Null: INE. */
  readonly entidad: string | null;
  readonly domain: string;
  /** ISO 8601. */
  readonly addedAt: string;
}

/** The current institutional domains (§4.1, §4.4): those of INE first, then by entidad. */
@QuerySpec({ name: 'accounts.list-institutional-domains', permission: 'accounts.manage', input })
export class ListInstitutionalDomains extends KernelQuery<z.infer<typeof input>, InstitutionalDomain[]> {}

@QueryHandler(ListInstitutionalDomains)
export class ListInstitutionalDomainsHandler implements IQueryHandler<ListInstitutionalDomains> {
  constructor(private readonly work: UnitOfWork) {}

  execute(): Promise<InstitutionalDomain[]> {
    return this.work.rows<InstitutionalDomain>(
      `select id, purpose, entidad, domain, added_at as "addedAt"
       from accounts.institutional_domain where {visible} and removed_at is null order by entidad nulls first, purpose, domain`,
      [],
      {},
    );
  }
}
