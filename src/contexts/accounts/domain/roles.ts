import { EVERYTHING, type Scope } from '../../../kernel/access/actor.js';

export const ROLES = [
  'derfe-administrator',
  'derfe-operator',
  'opl-administrator',
  'opl-registrar',
  'opl-reviewer',
  'opl-paper-capturist',
  'auditor',
  'help-desk',
] as const;
export type Role = (typeof ROLES)[number];

interface RoleRow {
  /** As screens name it. */
  readonly label: string;
  /** Whose official holds it; `any` where both DERFE and the OPLs have one. */
  readonly institution: 'derfe' | 'opl' | 'any';
  readonly permissions: readonly string[];
}

/**
 * Who may do what. An account holds one role, so that duties which exclude each other never meet in one
 * person: who captures on paper does not review, who reviews does not register, who audits does not write.
 */
export const ROLE_TABLE: Readonly<Record<Role, RoleRow>> = {
  'derfe-administrator': {
    label: 'Administración DERFE',
    institution: 'derfe',
    permissions: [
      'long-jobs.operate',
      'long-jobs.read',
      'audit.read',
      'accounts.manage',
      'accounts.read',
      'accounts.declare',
      'account-requests.read',
      'account-requests.write',
      'processes.read',
      'processes.territory',
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'control-desk.assign',
      'control-desk.read',
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
      'accounts.read',
      'account-requests.read',
      'processes.read',
      'processes.territory',
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'control-desk.assign',
      'control-desk.read',
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
      'devices.set-policy',
      'control-desk.read',
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
    permissions: [
      'processes.read',
      'aspirants.read',
      'control-desk.read',
      'control-desk.review',
      'verification.evidence',
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
      'aspirants.read',
      'auxiliaries.read',
      'intake.read',
      'control-desk.read',
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

/** What an account may do that still awaits its Declaratoria (§4.4, decision 27). */
export const PENDING_PERMISSIONS: readonly string[] = ['accounts.declare'];

/** What every account may do for itself, and itself alone. */
export const OWN_PERMISSIONS: readonly string[] = ['accounts.second-factor'];

/** A role of DERFE has no entidad, a role of an OPL has one; the others go with either. */
export function fitsInstitution(role: Role, entidad: string | null): boolean {
  const { institution } = ROLE_TABLE[role];
  return institution === 'any' || (institution === 'derfe') === (entidad === null);
}

export function officialScope(entidad: string | null): Scope {
  return { entidad: entidad ?? EVERYTHING };
}
