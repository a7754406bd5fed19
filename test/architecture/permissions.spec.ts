import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_PERMISSIONS, PENDING_PERMISSIONS, ROLE_TABLE } from '../../src/contexts/accounts/domain/roles.js';

/** Who else than an official may run a use case; the system (jobs, shells before a sign-in) by name. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  system: [
    'accounts.install',
    'accounts.contact',
    'accounts.issue-link',
    'accounts.record-ended-grants',
    'accounts.same-person',
    'accounts.sign-in',
    'aspirants.contact',
    'aspirants.sign-in',
    'auxiliaries.contact',
    'devices.read',
    'auxiliaries.enrol',
    'devices.enrol',
    'auxiliaries.issue-confirmation',
    'auxiliaries.record-device',
    'auxiliaries.issue-load-tickets',
    'auxiliaries.record-device',
    'intake.check',
    'intake.record-refusal',
    'intake.notify',
    'kernel.operate',
    'processes.record-closing',
    'processes.remind',
    'results.record',
    'verification.match-supports',
    'verification.apply-desk-verdict',
    'verification.contact',
    'verification.exchange-roll',
    'verification.reconcile',
    'electoral-roll.registration',
  ],
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
    'intake.read',
    'verification.read',
  ],
};

const sources = join(import.meta.dirname, '..', '..', 'src');

/** Permissions that some command or query names, as its source says. */
function named(): Set<string> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\/(commands|queries)\/|^kernel\//.test(file) && file.endsWith('.ts') && !file.endsWith('spec.ts'),
  );
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(sources, file), 'utf8').matchAll(/permission: '([^']+)'/g)].map(([, name]) => name ?? ''),
    ),
  );
}

const ofRoles = new Set([
  ...Object.values(ROLE_TABLE).flatMap(({ permissions }) => permissions),
  ...PENDING_PERMISSIONS,
  ...OWN_PERMISSIONS,
]);

describe('permissions', () => {
  it('are each held by a role, a device, an aspirant or the system', () => {
    const held = new Set([...ofRoles, ...Object.values(OTHERS).flat()]);
    expect([...named()].filter((permission) => !held.has(permission))).toEqual([]);
  });

  it('of roles are each named by a use case', () => {
    const use = named();
    expect([...ofRoles].filter((permission) => !use.has(permission))).toEqual([]);
  });

  it('let an auditor read and never write', () => {
    const writing = ROLE_TABLE.auditor.permissions.filter((permission) => !permission.endsWith('.read'));
    expect(writing).toEqual([]);
  });

  it('keep reviewing apart from registering, capturing on paper and handing out work', () => {
    for (const { permissions } of Object.values(ROLE_TABLE)) {
      const duties = ['control-desk.review', 'aspirants.register', 'control-desk.assign'].filter((duty) =>
        permissions.includes(duty),
      );
      expect(duties.length).toBeLessThanOrEqual(1);
    }
  });
});
