import { DomainError } from '../errors/domain-error.js';
import { EVERYTHING, type Actor, type ResourceScope } from './actor.js';

/** Open to anyone. Only for data that is public by law and for use cases before sign-in. */
export const PUBLIC = 'public';

/**
 * Checks a permission, which grants access to a use case. Access to a single resource is granted by the actor's scope:
 * see {@link requireScope}.
 * @throws DomainError ACCESS.UNAUTHENTICATED, ACCESS.FORBIDDEN
 */
export function requirePermission(actor: Actor, permission: string): void {
  if (isPermitted(actor, permission)) return;
  throw actor.kind === 'anonymous'
    ? new DomainError('ACCESS.UNAUTHENTICATED', { kind: 'unauthenticated' })
    : new DomainError('ACCESS.FORBIDDEN', { kind: 'forbidden' });
}

/** For screens that hide unavailable actions. To enforce a permission, use {@link requirePermission}. */
export function isPermitted(actor: Actor, permission: string): boolean {
  return permission === PUBLIC || actor.permissions.has(EVERYTHING) || actor.permissions.has(permission);
}

/**
 * True if the resource matches every limit of the actor's scope. A dimension that the resource lacks does not match.
 */
export function isWithinScope(actor: Actor, resource: ResourceScope): boolean {
  if (actor.scope[EVERYTHING] === EVERYTHING) return true;
  const limits = Object.entries(actor.scope);
  if (limits.length === 0) return false;
  return limits.every(([key, value]) => value === EVERYTHING || resource[key] === value);
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE, of kind `not-found` so that it does not reveal which resources exist. */
export function requireScope(actor: Actor, resource: ResourceScope): void {
  if (!isWithinScope(actor, resource)) {
    throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  }
}
