import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_PERMISSIONS, PENDING_PERMISSIONS, ROLE_TABLE } from '../../src/contexts/accounts/domain/roles.js';

/** Permissions held by actors other than officials and the system. */
const OTHER_ACTORS: Readonly<Record<string, readonly string[]>> = {
  device: ['intake.send', 'intake.announce', 'intake.receipts'],
  aspirant: [
    'auxiliaries.register',
    'auxiliaries.accept-duties',
    'auxiliaries.upload-papers',
    'auxiliaries.read-papers',
    'auxiliaries.transfer-papers',
    'auxiliaries.read',
    'auxiliaries.discharge',
    'auxiliaries.resend',
    'auxiliaries.correct',
    'aspirants.read',
    'aspirants.read-own',
    'intake.read',
    'verification.read',
  ],
};

const sources = join(import.meta.dirname, '..', '..', 'src');

const useCases = /@(?:Command|Query)Spec\(\{([\s\S]*?)\}\)/g;

/** Permissions required by commands and queries: those only the system holds, or all others. */
function requiredPermissions(heldBy: 'system' | 'anyone' = 'anyone'): Set<string> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\/(commands|queries)\/|^kernel\//.test(file) && file.endsWith('.ts') && !file.endsWith('spec.ts'),
  );
  return new Set(
    files
      .flatMap((file) =>
        [...readFileSync(join(sources, file), 'utf8').matchAll(useCases)].map(([, spec]) => spec ?? ''),
      )
      .filter((spec) => spec.includes("heldBy: 'system'") === (heldBy === 'system'))
      .flatMap((spec) => /permission: '([^']+)'/.exec(spec)?.[1] ?? []),
  );
}

const rolePermissions = new Set([
  ...Object.values(ROLE_TABLE).flatMap(({ permissions }) => permissions),
  ...PENDING_PERMISSIONS,
  ...OWN_PERMISSIONS,
]);

describe('permissions', () => {
  it('are each held by a role, a device, an aspirant or the system', () => {
    const held = new Set([...rolePermissions, ...Object.values(OTHER_ACTORS).flat()]);
    const remedy = "give it to a role in roles.ts, or add heldBy: 'system' to its spec";
    expect(
      [...requiredPermissions()].filter((permission) => !held.has(permission)).map((name) => `${name}: ${remedy}`),
    ).toEqual([]);
  });

  it('of the system are held by no role, device or aspirant', () => {
    const system = requiredPermissions('system');
    expect(system.size).toBeGreaterThan(20);
    const held = [...rolePermissions, ...Object.values(OTHER_ACTORS).flat(), ...requiredPermissions()];
    expect(held.filter((permission) => system.has(permission))).toEqual([]);
  });

  it('are each required by a use case if a role holds them', () => {
    const required = requiredPermissions();
    expect([...rolePermissions].filter((permission) => !required.has(permission))).toEqual([]);
  });

  it('let an auditor read but not write', () => {
    const writing = ROLE_TABLE.auditor.permissions.filter((permission) => !permission.endsWith('.read'));
    expect(writing).toEqual([]);
  });

  it('let no role combine reviewing, registering and assigning work', () => {
    for (const { permissions } of Object.values(ROLE_TABLE)) {
      const duties = ['control-desk.review', 'aspirants.register', 'control-desk.assign'].filter((duty) =>
        permissions.includes(duty),
      );
      expect(duties.length).toBeLessThanOrEqual(1);
    }
  });
});
