import { z } from 'zod';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { fitsInstitution, ROLES } from './roles.js';

/** What the OPL's oficio says of each official (§4.3), and what DERFE grants them. */
export const officialSchema = z.object({
  fullName: z.string().trim().min(3).max(120),
  position: z.string().trim().min(2).max(120),
  /** The institutional address of the person; the account is another one, given by INE. */
  email: z.string().trim().toLowerCase(),
  phone: z.string().trim(),
  account: z.string().trim().toLowerCase(),
  role: z.enum(ROLES),
  /** Null: DERFE. */
  entidad: z
    .string()
    .regex(/^\d{2}$/)
    .nullable(),
  processId: z.uuid().nullable(),
  /** ISO 8601. */
  grantEndsAt: z.iso.datetime({ offset: true }),
});
export type OfficialData = z.infer<typeof officialSchema>;

/** The part that is personal data, as it is encrypted. */
export interface PersonalData {
  readonly fullName: string;
  readonly position: string;
  readonly email: string;
  readonly phone: string;
}

const ADDRESS = /^[a-z0-9._%+-]+@([a-z0-9-]+\.)+[a-z]{2,}$/;
const ACCOUNT = /^[a-z0-9._-]+@ine\.mx$/;
/** Providers of personal addresses: everything travels by institutional ones (§4.4). */
const PERSONAL_PROVIDERS =
  /@(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|proton|protonmail|prodigy)\./;

/** Every fault of a request for an account, by field. @throws DomainError the first one, carrying the others. */
export function checkOfficial(data: OfficialData, now: Date): void {
  const faults = new Faults();
  const invalid = (code: string, field: string): void => {
    faults.add(code, { kind: 'invalid', field });
  };
  if (!ADDRESS.test(data.email)) invalid('ACCOUNTS.EMAIL_FORMAT', 'email');
  else if (PERSONAL_PROVIDERS.test(data.email)) invalid('ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email');
  if (!/^\d{10}$/.test(data.phone.replace(/[\s()-]/g, ''))) invalid('ACCOUNTS.PHONE_FORMAT', 'phone');
  if (!ACCOUNT.test(data.account)) invalid('ACCOUNTS.ACCOUNT_FORMAT', 'account');
  if (!fitsInstitution(data.role, data.entidad)) invalid('ACCOUNTS.ROLE_OF_ANOTHER_INSTITUTION', 'entidad');
  if (new Date(data.grantEndsAt) <= now) invalid('ACCOUNTS.GRANT_IN_THE_PAST', 'grantEndsAt');
  faults.throwIfAny();
}

export function personalOf(data: OfficialData): PersonalData {
  return {
    fullName: data.fullName,
    position: data.position,
    email: data.email,
    phone: data.phone.replace(/\D/g, ''),
  };
}
