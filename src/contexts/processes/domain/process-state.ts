import { formatCentral } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';

/**
 * Results are computed from periods and rules, so neither may change once the results have been delivered (§13.2).
 * @throws DomainError PROCESSES.PROCESS_CLOSED
 */
export function requireRunning({ closedAt }: { readonly closedAt: string | null }): void {
  if (closedAt === null) return;
  throw new DomainError('PROCESSES.PROCESS_CLOSED', {
    kind: 'conflict',
    params: { closedAt: formatCentral(new Date(closedAt)) },
  });
}
