import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { equalOffices, type OfficeIdentity } from '../domain/office-territory.js';

/**
 * Requires that no other office of the process is the same as this one. The caller holds the lock of the process.
 * @param field the field to correct.
 * @throws DomainError PROCESSES.OFFICE_TAKEN, .OFFICE_UNIQUE
 */
export async function requireNoEqualOffice(
  work: UnitOfWork,
  office: OfficeIdentity & { readonly id: string; readonly processId: string },
  field: 'name' | 'territory',
): Promise<void> {
  const others = await work.sql<OfficeIdentity & object>(
    'select kind, name, territory from processes.office where process_id = $1 and kind = $2 and id <> $3',
    [office.processId, office.kind, office.id],
  );
  for (const other of others) {
    const equal = equalOffices(office, other);
    if (equal === undefined) continue;
    throw new DomainError(equal === 'name' ? 'PROCESSES.OFFICE_TAKEN' : 'PROCESSES.OFFICE_UNIQUE', {
      kind: 'conflict',
      field: equal === 'name' ? field : 'territory',
      params: { name: other.name },
    });
  }
}
