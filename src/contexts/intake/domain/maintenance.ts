import { formatCentral } from '../../../kernel/clock/central-time.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';

/** A maintenance window without uploads (§10.2): `beginsAt` inclusive, `endsAt` exclusive. */
export interface Maintenance {
  readonly id: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
}

const HOUR = 3_600_000;
/** Anything longer is treated as a typing error. */
export const MAX_MAINTENANCE_HOURS = 72;
/** Clients retry at least this often, because maintenance may end early. */
const MAX_RETRY_AFTER_SECONDS = 15 * 60;

/**
 * @throws DomainError INTAKE.MAINTENANCE_END_BEFORE_START, MAINTENANCE_OVER, MAINTENANCE_TOO_LONG, MAINTENANCE_OVERLAPS
 */
export function requireValidWindow(
  { beginsAt, endsAt }: Pick<Maintenance, 'beginsAt' | 'endsAt'>,
  others: readonly Maintenance[],
  now: Date,
): void {
  const faults = new Faults();
  if (endsAt <= beginsAt) faults.add('INTAKE.MAINTENANCE_END_BEFORE_START', { kind: 'invalid', field: 'endsAt' });
  else if (endsAt <= now) faults.add('INTAKE.MAINTENANCE_OVER', { kind: 'invalid', field: 'endsAt' });
  else if (endsAt.getTime() - beginsAt.getTime() > MAX_MAINTENANCE_HOURS * HOUR) {
    faults.add('INTAKE.MAINTENANCE_TOO_LONG', {
      kind: 'invalid',
      field: 'endsAt',
      params: { hours: MAX_MAINTENANCE_HOURS },
    });
  }
  const overlapping = others.find((other) => beginsAt < other.endsAt && other.beginsAt < endsAt);
  if (overlapping) {
    const [from, to] = [formatCentral(overlapping.beginsAt), formatCentral(overlapping.endsAt)];
    faults.add('INTAKE.MAINTENANCE_OVERLAPS', { kind: 'conflict', field: 'beginsAt', params: { from, to } });
  }
  faults.throwIfAny();
}

export function isUnderWay({ beginsAt, endsAt }: Pick<Maintenance, 'beginsAt' | 'endsAt'>, now: Date): boolean {
  return beginsAt <= now && now < endsAt;
}

/** @throws DomainError INTAKE.MAINTENANCE, with `retryAfterSeconds`, during maintenance. */
export function requireNoMaintenance(open: Pick<Maintenance, 'beginsAt' | 'endsAt'> | undefined, now: Date): void {
  if (!open || !isUnderWay(open, now)) return;
  const left = Math.ceil((open.endsAt.getTime() - now.getTime()) / 1000);
  throw new DomainError('INTAKE.MAINTENANCE', {
    kind: 'unavailable',
    params: { until: formatCentral(open.endsAt).slice(0, 16) },
    retryAfterSeconds: Math.min(left, MAX_RETRY_AFTER_SECONDS),
  });
}
