import { z } from 'zod';
import {
  CREDENTIAL_TYPES,
  DEFAULT_CREDENTIAL_TYPES,
  SEXOS,
  checkCic,
  checkCitizenIdentifier,
  checkClaveElector,
  checkIssueNumber,
  checkOcr,
  credentialType,
  entidadByKey,
  isBirthEntidad,
  normaliseClaveElector,
  normaliseDigits,
  type Problem,
} from '#electoral/identifiers';
import {
  emailField,
  isTelephone,
  nameFault,
  nameField,
  optionalNameField,
  telephoneField,
  unprintableIn,
} from '#electoral/normalise';
import { dayOfAge, dayFault, isPossibleBirth, type DayFault } from '#electoral/time';
import type { Faults } from '../../../kernel/errors/domain-error.js';
import { searchText } from '../../../kernel/lists/search-text.js';
import { checkResidence, type Territory } from './residence.js';

const optionalText = (maxLength: number) => z.string().trim().max(maxLength).default('');

/** Data that the OPL registers about an aspirant: groups B to E of §5.1. */
export const registrationSchema = z.object({
  // B. Datos personales
  nombre: nameField,
  paterno: nameField,
  materno: optionalNameField,
  lugarNacimiento: z.string().trim(),
  fechaNacimiento: z.string().trim(),
  genero: z.enum(SEXOS),
  telefonoDomicilio: telephoneField.default(''),
  telefonoOficina: telephoneField.default(''),
  telefonoMovil: telephoneField.default(''),
  // C. Credencial para Votar
  credentialType: z.enum(CREDENTIAL_TYPES),
  claveElector: z.string().trim().min(1).max(30),
  ocr: optionalText(20),
  cic: optionalText(20),
  identificadorCiudadano: optionalText(20),
  numeroEmision: optionalText(4),
  entidad: z.string().trim(),
  municipio: z.string().trim().min(1).max(100),
  seccion: z.string().trim(),
  // D. Acceso al portal
  email: emailField,
  emailProvider: z.enum(['google', 'facebook']),
  // E. Expediente
  fechaManifestacion: z.string().trim(),
  numeroOficio: z.string().trim().min(1).max(60),
  folioInterno: z.string().trim().min(1).max(60),
  observaciones: optionalText(2000),
});
export type Registration = z.infer<typeof registrationSchema>;

/** A warning that does not prevent a registration. It is stored and must be acknowledged at validation. */
export interface RegistrationWarning {
  readonly field: keyof Registration;
  readonly code: WarningCode;
}

export const WARNING_CODES = [
  'CLAVE_CORRECTED',
  'CLAVE_ENTIDAD_MISMATCH',
  'CLAVE_SEX_MISMATCH',
  'CLAVE_SEX_OPEN',
  'CLAVE_NAME_MISMATCH',
  'OCR_SECCION_MISMATCH',
  'IDENTIFIER_INCOMPLETE',
  'TERRITORY_UNCHECKED',
  'EMAIL_PROVIDER_UNLIKELY',
  'NAME_NOT_PRINTABLE',
  'AGE_MINIMUM',
  'SAME_NAME',
  'EMAIL_OF_OTHER',
  'MUNICIPIO_NOT_OF_OFFICE',
  'REGISTERED_BEFORE',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/**
 * Normalises and checks a registration (§5.B–E).
 * @param territory see {@link checkResidence}.
 * @param today the day in hora centro, `yyyy-mm-dd`.
 * @param faults receives the ASPIRANTS.* errors of the form.
 * @returns the normalised data, and warnings to review at validation. Valid only if there are no errors.
 */
export function checkRegistration(
  input: Registration,
  territory: Territory | undefined,
  today: string,
  faults: Faults,
): { data: Registration; warnings: RegistrationWarning[] } {
  const residence = checkResidence(input, territory, faults);
  const data: Registration = {
    ...input,
    municipio: residence.municipio,
    claveElector: normaliseClaveElector(input.claveElector),
    ocr: normaliseDigits(input.ocr),
    cic: normaliseDigits(input.cic),
    identificadorCiudadano: normaliseDigits(input.identificadorCiudadano),
    numeroEmision: normaliseDigits(input.numeroEmision),
  };
  const unprintable = checkNames(data, faults);
  checkTelephones(data, faults);
  checkPlaces(data, faults);
  checkDates(data, today, faults);
  const warnings = [
    ...checkCredential(data, input.claveElector, faults),
    ...residence.warnings,
    ...checkProvider(data),
    ...unprintable,
  ];
  return { data, warnings };
}

const DATE_NAMES = { fechaNacimiento: 'fecha de nacimiento', fechaManifestacion: 'fecha de manifestación' } as const;
const DATE_FAULTS: Readonly<Record<DayFault, string>> = {
  calendar: 'ASPIRANTS.DATE_INVALID',
  'short-year': 'ASPIRANTS.DATE_SHORT_YEAR',
  form: 'ASPIRANTS.DATE_FORMAT',
};

function checkDates(data: Registration, today: string, faults: Faults): void {
  for (const field of ['fechaNacimiento', 'fechaManifestacion'] as const) {
    const params = { name: DATE_NAMES[field] };
    const fault = dayFault(data[field]);
    if (fault !== null) faults.add(DATE_FAULTS[fault], { kind: 'invalid', field, params });
    else if (data[field] > today) faults.add('ASPIRANTS.DATE_IN_THE_FUTURE', { kind: 'invalid', field, params });
    else if (field === 'fechaNacimiento' && !isPossibleBirth(data[field])) {
      faults.add('ASPIRANTS.BIRTH_YEAR', { kind: 'invalid', field });
    }
  }
}

/** A citizen is at least 18 years old (Constitución, art. 34); the law of each entidad sets the age for its offices. */
const CITIZEN_AGE = 18;
/** Most offices require at most this age; for a younger aspirant, the official checks the law of the entidad. */
const USUAL_MINIMUM_AGE = 21;

/**
 * Checks the dates against the process (§5.B, §5.E). The day of the election is not known, so a person must be a citizen
 * by the end of its year. The manifestación cannot be from long before the process, which begins in the year before its
 * election.
 * @returns a warning if the law may require a higher age for the office.
 */
export function checkAgainstProcess(
  { fechaNacimiento, fechaManifestacion }: Registration,
  electionYear: number,
  faults: Faults,
): RegistrationWarning[] {
  const year = String(electionYear);
  const earliest = `${String(electionYear - 2)}-01-01`;
  if (!faults.has('fechaManifestacion') && fechaManifestacion < earliest) {
    faults.add('ASPIRANTS.MANIFESTATION_BEFORE_PROCESS', {
      kind: 'invalid',
      field: 'fechaManifestacion',
      params: { year: electionYear - 2 },
    });
  }
  if (faults.has('fechaNacimiento')) return [];
  if (dayOfAge(fechaNacimiento, CITIZEN_AGE) > `${year}-12-31`) {
    faults.add('ASPIRANTS.UNDER_AGE', { kind: 'invalid', field: 'fechaNacimiento', params: { year } });
  }
  return dayOfAge(fechaNacimiento, USUAL_MINIMUM_AGE) > `${year}-01-01`
    ? [{ field: 'fechaNacimiento', code: 'AGE_MINIMUM' }]
    : [];
}

/** Warns if the person does not live in the municipality of the office: the wrong office may have been chosen. */
export function checkAgainstOffice(
  { entidad, municipio }: Registration,
  office: { readonly scope: string; readonly entidad: string; readonly territoryName: string },
): RegistrationWarning[] {
  // Without a catalogue, the name may be the key that was typed.
  if (office.scope !== 'municipality' || /^\d*$/.test(office.territoryName)) return [];
  const livesThere = entidad === office.entidad && searchText(municipio) === searchText(office.territoryName);
  return livesThere ? [] : [{ field: 'municipio', code: 'MUNICIPIO_NOT_OF_OFFICE' }];
}

/** Only warns of a letter that the fonts of the documents lack, because the name may be correct. */
function checkNames(data: Registration, faults: Faults): RegistrationWarning[] {
  const names = ['nombre', 'paterno', 'materno'] as const;
  for (const field of names) {
    const found = nameFault(data[field]);
    if (found !== undefined) faults.add('ASPIRANTS.NAME_CHARACTERS', { kind: 'invalid', field, params: { found } });
  }
  return names
    .filter((field) => unprintableIn(data[field]) !== undefined)
    .map((field) => ({ field, code: 'NAME_NOT_PRINTABLE' }));
}

/** At least one of the three is required, each with ten digits (§5.B). */
function checkTelephones(data: Registration, faults: Faults): void {
  const telephones = ['telefonoDomicilio', 'telefonoOficina', 'telefonoMovil'] as const;
  if (telephones.every((field) => data[field] === '')) {
    faults.add('ASPIRANTS.TELEPHONE_MISSING', { kind: 'invalid', field: 'telefonoMovil' });
  }
  for (const field of telephones.filter((each) => data[each] !== '' && !isTelephone(data[each]))) {
    faults.add('ASPIRANTS.TELEPHONE_FORMAT', { kind: 'invalid', field });
  }
}

function checkPlaces(data: Registration, faults: Faults): void {
  if (!entidadByKey(data.entidad)) faults.add('ASPIRANTS.ENTIDAD_UNKNOWN', { kind: 'invalid', field: 'entidad' });
  if (!isBirthEntidad(data.lugarNacimiento)) {
    faults.add('ASPIRANTS.BIRTHPLACE_UNKNOWN', { kind: 'invalid', field: 'lugarNacimiento' });
  }
  if (!/^\d{4}$/.test(data.seccion)) faults.add('ASPIRANTS.SECCION_FORMAT', { kind: 'invalid', field: 'seccion' });
}

interface FieldProblem extends Problem {
  readonly field: keyof Registration;
}

/**
 * Rejects invalid identifiers (§5.C). A mismatch in name, gender or birthplace only causes a warning, because the
 * registry may lawfully differ.
 */
function checkCredential(data: Registration, typedClave: string, faults: Faults): RegistrationWarning[] {
  const type = credentialType(data.credentialType, DEFAULT_CREDENTIAL_TYPES);
  const identifiedBy = type?.identifiedBy ?? [];
  // The protocol requires OCR or CIC. The other identifiers of this type only cause a warning when missing. Until a
  // type is chosen, the form asks for the CIC and either number will do.
  const required = type && !identifiedBy.includes('cic') ? 'ocr' : 'cic';
  if (type ? data[required] === '' : data.cic === '' && data.ocr === '') {
    faults.add('ASPIRANTS.CREDENTIAL_NUMBER_MISSING', { kind: 'invalid', field: required });
  }
  const missing = identifiedBy.filter((field) => field !== required && data[field] === '');
  const problems: FieldProblem[] = [
    ...checkClaveElector(typedClave, personOf(data)).map(withField('claveElector')),
    ...(data.ocr === '' ? [] : checkOcr(data.ocr, data.seccion).map(withField('ocr'))),
    ...(data.cic === '' ? [] : checkCic(data.cic).map(withField('cic'))),
    ...(data.identificadorCiudadano === ''
      ? []
      : checkCitizenIdentifier(data.identificadorCiudadano).map(withField('identificadorCiudadano'))),
    ...(data.numeroEmision === '' ? [] : checkIssueNumber(data.numeroEmision).map(withField('numeroEmision'))),
  ];
  const warns = ({ severity, code }: Problem): boolean => severity === 'warn' || code === 'CLAVE_SEX_MISMATCH';
  for (const problem of problems.filter((each) => !warns(each))) {
    faults.add(`ASPIRANTS.${problem.code}`, {
      kind: 'invalid',
      field: problem.field,
      params: { expected: problem.expected ?? '' },
    });
  }
  return [
    ...problems.filter(warns).map(({ field, code }) => ({ field, code: code as WarningCode })),
    ...missing.map((field) => ({ field, code: 'IDENTIFIER_INCOMPLETE' as const })),
  ];
}

const withField =
  (field: keyof Registration) =>
  (problem: Problem): FieldProblem => ({ ...problem, field });

function personOf({ nombre, paterno, materno, fechaNacimiento, genero, lugarNacimiento }: Registration) {
  return { nombre, paterno, materno, fechaNacimiento, sexo: genero, entidadNacimiento: lugarNacimiento };
}

const GOOGLE_ADDRESS = /@(gmail|googlemail)\.com$/;
const OTHER_ADDRESS = /@(hotmail|outlook|live|msn|yahoo|icloud|aol)\.[a-z.]+$/;

/**
 * Warns if the domain of the address suggests another provider (§5.D). Only the first sign-in proves which one it is.
 */
function checkProvider({ email, emailProvider }: Registration): RegistrationWarning[] {
  const isUnlikely = emailProvider === 'facebook' ? GOOGLE_ADDRESS.test(email) : OTHER_ADDRESS.test(email);
  return isUnlikely ? [{ field: 'emailProvider', code: 'EMAIL_PROVIDER_UNLIKELY' }] : [];
}

/** 'Nombre Paterno Materno', as the app shows it (§8.2). */
export function displayName({ nombre, paterno, materno }: Registration): string {
  return [nombre, paterno, materno].filter((part) => part !== '').join(' ');
}
