import { z } from 'zod';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { fullNameField, isTelephone, lineField, nameFault, normaliseEmail, telephoneField } from '#electoral/normalise';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { grantFault } from './grant.js';
import { isInstitutional, type InstitutionalDomains } from './institutional-domains.js';
import { fitsInstitution, ROLES } from './roles.js';

/** Data of an official in the oficio (§4.3), and the grant that DERFE gives. */
export const officialSchema = z.object({
  fullName: fullNameField,
  position: lineField(120, 2),
  /** Institutional address of the person. The account name is a different address, assigned by INE. */
  email: z.string().transform(normaliseEmail),
  phone: telephoneField,
  account: z.string().transform(normaliseEmail),
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

/** The personal data, in the form that is encrypted. */
export interface PersonalData {
  readonly fullName: string;
  readonly position: string;
  readonly email: string;
  readonly phone: string;
}

const ADDRESS = /^[a-z0-9._%+-]+@([a-z0-9-]+\.)+[a-z]{2,}$/;
const ACCOUNT = /^[a-z0-9._-]+@[a-z0-9.-]+$/;

/** Current rules for the accounts of one institution. */
export interface AccountRules {
  readonly domains: InstitutionalDomains;
  /** The latest end of a grant; null: unknown, because the process is invalid. */
  readonly latestGrantEnd: Date | null;
}

type AddFault = (code: string, field: string, params?: Readonly<Record<string, string>>) => void;

const adderTo =
  (faults: Faults): AddFault =>
  (code, field, params) => {
    faults.add(code, { kind: 'invalid', field, ...(params && { params }) });
  };

/** The checked data of a person in an oficio (§4.3). */
export type RequestedPerson = Pick<OfficialData, 'fullName' | 'email' | 'phone' | 'role' | 'entidad'>;

/** Checks the data of one person in an oficio, or of an official whose data are corrected. */
export function checkRequestedPerson(
  person: RequestedPerson,
  { contact }: Pick<InstitutionalDomains, 'contact'>,
  faults: Faults,
): void {
  validatePerson(person, contact, adderTo(faults));
  if (!faults.has('role') && !fitsInstitution(person.role, person.entidad)) {
    faults.add('ACCOUNTS.ROLE_OF_ANOTHER_INSTITUTION', { kind: 'invalid', field: 'entidad' });
  }
}

/** Checks the data of a new account. */
export function checkOfficial(
  data: OfficialData,
  now: Date,
  { domains, latestGrantEnd }: AccountRules,
  faults: Faults,
): void {
  const invalid = adderTo(faults);
  checkRequestedPerson(data, domains, faults);
  if (!ACCOUNT.test(data.account) || !isInstitutional(data.account, domains.account)) {
    invalid('ACCOUNTS.ACCOUNT_FORMAT', 'account', {
      domains: domains.account.map((domain) => `@${domain}`).join(', '),
    });
  }
  validateGrant(new Date(data.grantEndsAt), now, latestGrantEnd, invalid);
}

/** Checks the new end of a grant. */
export function checkGrant(endsAt: Date, now: Date, latestGrantEnd: Date | null, faults: Faults): void {
  validateGrant(endsAt, now, latestGrantEnd, adderTo(faults));
}

function validatePerson(
  { fullName, email, phone }: Pick<OfficialData, 'fullName' | 'email' | 'phone'>,
  contact: readonly string[],
  invalid: AddFault,
): void {
  const found = nameFault(fullName);
  if (found !== undefined) invalid('ACCOUNTS.NAME_CHARACTERS', 'fullName', { found });
  if (!ADDRESS.test(email)) invalid('ACCOUNTS.EMAIL_FORMAT', 'email');
  else if (contact.length === 0) invalid('ACCOUNTS.EMAIL_WITHOUT_DOMAINS', 'email');
  else if (!isInstitutional(email, contact)) {
    invalid('ACCOUNTS.EMAIL_NOT_INSTITUTIONAL', 'email', { domains: contact.map((domain) => `@${domain}`).join(', ') });
  }
  if (!isTelephone(phone)) invalid('ACCOUNTS.PHONE_FORMAT', 'phone');
}

function validateGrant(endsAt: Date, now: Date, latest: Date | null, invalid: AddFault): void {
  switch (grantFault(endsAt, now, latest)) {
    case 'in-the-past':
      invalid('ACCOUNTS.GRANT_IN_THE_PAST', 'grantEndsAt');
      break;
    case 'past-the-process':
      invalid('ACCOUNTS.GRANT_PAST_THE_PROCESS', 'grantEndsAt', {
        latest: latest === null ? '' : formatCentral(latest).slice(0, 10),
      });
      break;
    case null:
      break;
  }
}

export function toPersonalData(data: PersonalData): PersonalData {
  return {
    fullName: data.fullName,
    position: data.position,
    email: data.email,
    phone: data.phone,
  };
}
