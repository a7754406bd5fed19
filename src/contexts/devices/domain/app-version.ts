import { DomainError } from '../../../kernel/errors/domain-error.js';

/** Compares two app versions such as `1.2.3` numerically (decision 30). A malformed version is older than any other. */
export function isOlder(version: string, minimum: string): boolean {
  const [actual, required] = [partsOf(version), partsOf(minimum)];
  for (const [index, part] of required.entries()) {
    const own = actual[index] ?? -1;
    if (own !== part) return own < part;
  }
  return false;
}

function partsOf(version: string): number[] {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : [];
}

/**
 * An outdated app cannot capture, but its sealed records are still accepted.
 * @param minimum undefined if every version may capture.
 * @throws DomainError AUXILIARIES.APP_OUTDATED
 */
export function requireNewEnough(version: string, minimum: string | undefined): void {
  if (minimum === undefined || !isOlder(version, minimum)) return;
  throw new DomainError('AUXILIARIES.APP_OUTDATED', { kind: 'forbidden', params: { version, minimum } });
}
