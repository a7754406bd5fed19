import { EVERYTHING, type Scope } from '../../../kernel/access/actor.js';

export const ROLES = [
  'derfe-administrator',
  'derfe-operator',
  'opl-administrator',
  'opl-registrar',
  'opl-reviewer',
  'opl-supervisor',
  'opl-paper-capturist',
  'auditor',
  'help-desk',
] as const;
export type Role = (typeof ROLES)[number];

interface RoleRow {
  /** Name on the screens. */
  readonly label: string;
  /** Institution of the officials with this role; `any`: both DERFE and the OPLs. */
  readonly institution: 'derfe' | 'opl' | 'any';
  readonly permissions: readonly string[];
}

/**
 * Permissions of each role. An account has exactly one role, which separates incompatible duties: a paper capturist
 * does not review, a reviewer does not register, an auditor does not write.
 */
export const ROLE_TABLE: Readonly<Record<Role, RoleRow>> = {
  'derfe-administrator': {
    label: 'Administración DERFE',
    institution: 'derfe',
    permissions: [
      'long-jobs.operate',
      'long-jobs.read',
      'messages.operate',
      'messages.read',
      'audit.read',
      'accounts.manage',
      'accounts.read',
      'accounts.declare',
      'account-requests.read',
      'account-requests.write',
      'processes.read',
      'quarantine.declare',
      'quarantine.read',
      'processes.territory',
      'electoral-roll.read-cuts',
      'processes.waive-key',
      'aspirants.read',
      'auxiliaries.read',
      'auxiliaries.read-padron-limits',
      'auxiliaries.set-padron-limits',
      'intake.read',
      'intake.announce-maintenance',
      'control-desk.assign',
      'control-desk.read',
      'samples.draw',
      'samples.read',
      'verification.read',
      'verification.verify-again',
      'results.close',
      'results.read',
    ],
  },
  'derfe-operator': {
    label: 'Operación DERFE',
    institution: 'derfe',
    permissions: [
      'long-jobs.operate',
      'long-jobs.read',
      'messages.operate',
      'messages.read',
      'accounts.read',
      'account-requests.read',
      'processes.read',
      'quarantine.read',
      'processes.territory',
      'electoral-roll.read-cuts',
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'control-desk.assign',
      'control-desk.read',
      'samples.draw',
      'samples.read',
      'verification.read',
      'verification.verify-again',
      'results.close',
      'results.read',
    ],
  },
  'opl-administrator': {
    label: 'Administración OPL',
    institution: 'opl',
    permissions: [
      'long-jobs.operate',
      'long-jobs.read',
      'account-requests.read',
      'account-requests.prepare',
      'account-requests.write',
      'processes.manage',
      'processes.read',
      'quarantine.declare',
      'quarantine.read',
      'processes.public-key',
      'aspirants.register',
      'aspirants.confirm',
      'aspirants.correct',
      'aspirants.withdraw',
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'auxiliaries.discharge',
      'auxiliaries.resend',
      'auxiliaries.correct',
      'auxiliaries.request-custody',
      'auxiliaries.read-papers',
      'auxiliaries.review',
      'devices.review',
      'auxiliaries.reveal',
      'auxiliaries.read-padron-limits',
      'auxiliaries.set-rules',
      'devices.set-policy',
      'control-desk.read',
      'samples.draw',
      'samples.read',
      'verification.read',
      'verification.designate-closing-cut',
      'results.download',
      'results.read',
    ],
  },
  'opl-registrar': {
    label: 'Registro OPL',
    institution: 'opl',
    permissions: [
      'long-jobs.operate',
      'long-jobs.read',
      'processes.manage',
      'processes.read',
      'aspirants.register',
      'aspirants.confirm',
      'aspirants.correct',
      'aspirants.withdraw',
      'aspirants.read',
      'auxiliaries.read',
      'auxiliaries.resend',
      'auxiliaries.correct',
      'auxiliaries.request-custody',
      'auxiliaries.read-papers',
      'auxiliaries.review',
      'devices.review',
      'auxiliaries.reveal',
    ],
  },
  'opl-reviewer': {
    label: 'Revisión en Mesa de Control',
    institution: 'opl',
    permissions: ['processes.read', 'aspirants.read', 'control-desk.look', 'control-desk.read', 'control-desk.review'],
  },
  'opl-supervisor': {
    label: 'Supervisión de Mesa de Control',
    institution: 'opl',
    permissions: [
      'accounts.read-reviewers',
      'processes.read',
      'aspirants.read',
      'control-desk.look',
      'control-desk.read',
      'control-desk.supervise',
    ],
  },
  'opl-paper-capturist': {
    label: 'Captura manual',
    institution: 'opl',
    permissions: ['processes.read', 'aspirants.read'],
  },
  auditor: {
    label: 'Auditoría',
    institution: 'any',
    permissions: [
      'long-jobs.read',
      'audit.read',
      'accounts.read',
      'account-requests.read',
      'processes.read',
      'quarantine.read',
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'control-desk.read',
      'samples.read',
      'verification.read',
      'results.read',
    ],
  },
  'help-desk': {
    label: 'Mesa de Atención',
    institution: 'any',
    permissions: ['processes.read', 'aspirants.read', 'auxiliaries.read', 'auxiliaries.resend'],
  },
};

/** Permissions of an account whose Declaratoria has not been accepted yet (§4.4, decision 27). */
export const PENDING_PERMISSIONS: readonly string[] = ['accounts.declare'];

/** Permissions that every account has for itself only. */
export const OWN_PERMISSIONS: readonly string[] = ['accounts.second-factor'];

/** A DERFE role has no entidad, an OPL role has one; other roles allow both. */
export function fitsInstitution(role: Role, entidad: string | null): boolean {
  const { institution } = ROLE_TABLE[role];
  return institution === 'any' || (institution === 'derfe') === (entidad === null);
}

export function officialScope(entidad: string | null): Scope {
  return { entidad: entidad ?? EVERYTHING };
}
