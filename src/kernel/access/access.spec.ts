import { describe, expect, it } from '@jest/globals';
import { isWithinScope, requirePermission } from './access.js';
import { anonymous, systemActor, type Actor } from './actor.js';

const actor = (scope: Record<string, string>): Actor => ({
  kind: 'official',
  id: '1',
  label: '',
  permissions: new Set(['read']),
  scope,
});

describe('access', () => {
  it.each([
    [{ entidad: '22' }, { entidad: '22' }, true],
    [{ entidad: '22' }, { entidad: '14' }, false],
    [{ entidad: '*' }, { entidad: '14' }, true],
    [{ entidad: '22', aspirantId: 'a' }, { entidad: '22', aspirantId: 'b' }, false],
    [{ entidad: '22', aspirantId: 'a' }, { entidad: '22' }, false],
    [{}, { entidad: '22' }, false],
  ])('of an actor with scope %j to a resource of %j is allowed: %s', (scope, resource, allowed) => {
    expect(isWithinScope(actor(scope), resource)).toBe(allowed);
  });

  it('is denied as unauthenticated without a session, otherwise as forbidden', () => {
    expect(() => {
      requirePermission(anonymous(), 'read');
    }).toThrow(expect.objectContaining({ code: 'ACCESS.UNAUTHENTICATED' }));
    expect(() => {
      requirePermission(actor({ entidad: '22' }), 'write');
    }).toThrow(expect.objectContaining({ code: 'ACCESS.FORBIDDEN' }));
    expect(() => {
      requirePermission(systemActor('job'), 'write');
    }).not.toThrow();
  });
});
