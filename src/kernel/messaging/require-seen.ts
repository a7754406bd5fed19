import { formatCentral } from '../clock/central-time.js';
import { DomainError } from '../errors/domain-error.js';

/** What changed a record since an official saw it. */
export interface LastDecision {
  /** The account of the official, or another word for who decided. */
  readonly who: string;
  readonly what: string;
  readonly at: Date;
}

/**
 * Requires that an official decides on the version of a record that they saw, so that the later of two decisions never
 * replaces the earlier one unseen.
 * @throws DomainError KERNEL.CHANGED_MEANWHILE, which names the earlier decision.
 */
export async function requireSeen(
  { seen, version }: { readonly seen: number; readonly version: number },
  findLast: () => Promise<LastDecision>,
): Promise<void> {
  if (seen === version) return;
  const { who, what, at } = await findLast();
  const params = { who, what, when: formatCentral(at) };
  throw new DomainError('KERNEL.CHANGED_MEANWHILE', { kind: 'conflict', params });
}
