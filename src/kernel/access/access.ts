import { DomainError } from '../errors/domain-error.js';
import { EVERYTHING, type Actor, type ResourceScope } from './actor.js';

/** Open to anyone; only for what is public by law or precedes a sign-in. */
export const PUBLIC = 'public';

/**
 * The one place where the system decides who may do what.
 * A permission admits an actor to a use case; a scope admits them to one resource of it.
 */
export function requirePermission(actor: Actor, permission: string): void {
  if (isPermitted(actor, permission)) return;
  throw actor.kind === 'anonymous'
    ? new DomainError('ACCESS.UNAUTHENTICATED', { kind: 'unauthenticated' })
    : new DomainError('ACCESS.FORBIDDEN', { kind: 'forbidden' });
}

/** For a screen that hides what it would refuse; the refusal itself is {@link requirePermission}. */
export function isPermitted(actor: Actor, permission: string): boolean {
  return permission === PUBLIC || actor.permissions.has(EVERYTHING) || actor.permissions.has(permission);
}

/** True when every limit of the actor's scope is met by the resource; a limit it does not state refuses. */
export function isWithinScope(actor: Actor, resource: ResourceScope): boolean {
  if (actor.scope[EVERYTHING] === EVERYTHING) return true;
  const limits = Object.entries(actor.scope);
  if (limits.length === 0) return false;
  return limits.every(([key, value]) => value === EVERYTHING || resource[key] === value);
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE worded as 'not found', so that it tells nothing of what exists. */
export function requireScope(actor: Actor, resource: ResourceScope): void {
  if (!isWithinScope(actor, resource)) {
    throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  }
}
