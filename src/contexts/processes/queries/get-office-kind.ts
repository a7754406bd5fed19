import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import {
  findOfficeKindVersions,
  listManagedOfficeKinds,
  type ManagedOfficeKind,
  type OfficeKindVersion,
} from '../persistence/office-kinds.js';

const input = z.object({ key: z.string().max(60) });

export interface OfficeKindWithHistory extends ManagedOfficeKind {
  /** Newest first. */
  readonly versions: readonly OfficeKindVersion[];
}

/** One kind of office with its versions (§5.A). */
@QuerySpec({
  name: 'processes.get-office-kind',
  permission: 'processes.territory',
  input,
  unscoped: 'kinds of office belong to no OPL',
})
export class GetOfficeKind extends KernelQuery<z.infer<typeof input>, OfficeKindWithHistory> {}

@QueryHandler(GetOfficeKind)
export class GetOfficeKindHandler implements IQueryHandler<GetOfficeKind> {
  constructor(private readonly work: UnitOfWork) {}

  /** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. */
  async execute({ input: { key } }: GetOfficeKind): Promise<OfficeKindWithHistory> {
    const kind = (await listManagedOfficeKinds(this.work)).find((one) => one.key === key);
    if (!kind) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    return { ...kind, versions: await findOfficeKindVersions(this.work, key) };
  }
}
