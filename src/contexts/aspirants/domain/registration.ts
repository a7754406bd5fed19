import { z } from 'zod';
import {
  CREDENTIAL_TYPES,
  DEFAULT_CREDENTIAL_TYPES,
  SEXOS,
  checkCic,
  checkClaveElector,
  checkOcr,
  credentialType,
  entidadByKey,
  isBirthEntidad,
  isCalendarDate,
  normaliseIdentifier,
} from '../../verification/index.js';
import { Faults } from '../../../kernel/errors/domain-error.js';

const name = z.string().trim().min(1).max(80);
const optionalText = (longest: number) => z.string().trim().max(longest).default('');

/** What the OPL writes down of an aspirant: groups B to E of §5.1. */
export const registrationSchema = z.object({
  // B. Datos personales
  nombre: name,
  paterno: name,
  materno: optionalText(80),
  lugarNacimiento: z.string().trim(),
  fechaNacimiento: z.string().trim(),
  genero: z.enum(SEXOS),
  telefonoDomicilio: optionalText(20),
  telefonoOficina: optionalText(20),
  telefonoMovil: optionalText(20),
  // C. Credencial para Votar
  credentialType: z.enum(CREDENTIAL_TYPES),
  claveElector: z.string().trim().min(1).max(30),
  ocr: optionalText(20),
  cic: optionalText(20),
  entidad: z.string().trim(),
  municipio: z.string().trim().min(1).max(100),
  seccion: z.string().trim(),
  // D. Acceso al portal
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  emailProvider: z.enum(['google', 'facebook']),
  // E. Expediente
  fechaManifestacion: z.string().trim(),
  numeroOficio: z.string().trim().min(1).max(60),
  folioInterno: z.string().trim().min(1).max(60),
  observaciones: optionalText(2000),
});
export type Registration = z.infer<typeof registrationSchema>;

/** A doubt that does not stop a registration: the registry may lawfully differ (domain rules of the identifiers). */
export interface RegistrationWarning {
  readonly field: string;
  readonly code: string;
}

/**
 * Cleans and checks a registration (§5.B–E).
 * @returns the cleaned data and what deserves a second look.
 * @throws DomainError ASPIRANTS.* with every fault of the form at once.
 */
export function checkRegistration(input: Registration): { data: Registration; warnings: RegistrationWarning[] } {
  const data: Registration = {
    ...input,
    claveElector: normaliseIdentifier(input.claveElector),
    ocr: normaliseIdentifier(input.ocr),
    cic: normaliseIdentifier(input.cic),
    telefonoDomicilio: digits(input.telefonoDomicilio),
    telefonoOficina: digits(input.telefonoOficina),
    telefonoMovil: digits(input.telefonoMovil),
  };
  const faults = new Faults();
  checkTelephones(data, faults);
  checkPlaces(data, faults);
  if (!isCalendarDate(data.fechaNacimiento)) {
    faults.add('ASPIRANTS.DATE_INVALID', { kind: 'invalid', field: 'fechaNacimiento' });
  }
  if (!isCalendarDate(data.fechaManifestacion)) {
    faults.add('ASPIRANTS.DATE_INVALID', { kind: 'invalid', field: 'fechaManifestacion' });
  }
  const warnings = checkCredential(data, faults);
  faults.throwIfAny();
  return { data, warnings };
}

/** At least one of the three, each of ten digits (§5.B). */
function checkTelephones(data: Registration, faults: Faults): void {
  const telephones = ['telefonoDomicilio', 'telefonoOficina', 'telefonoMovil'] as const;
  if (telephones.every((field) => data[field] === '')) {
    faults.add('ASPIRANTS.TELEPHONE_MISSING', { kind: 'invalid', field: 'telefonoMovil' });
  }
  for (const field of telephones.filter((each) => data[each] !== '' && !/^\d{10}$/.test(data[each]))) {
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

/** Refuses what cannot be (§5.C); names, sex and place of birth only warn. */
function checkCredential(data: Registration, faults: Faults): RegistrationWarning[] {
  const type = credentialType(data.credentialType, DEFAULT_CREDENTIAL_TYPES);
  const number = type?.identifiedBy.includes('cic') === true ? 'cic' : 'ocr';
  if (data[number] === '') faults.add('ASPIRANTS.CREDENTIAL_NUMBER_MISSING', { kind: 'invalid', field: number });
  const person = {
    nombre: data.nombre,
    paterno: data.paterno,
    materno: data.materno,
    fechaNacimiento: data.fechaNacimiento,
    sexo: data.genero,
    entidadNacimiento: data.lugarNacimiento,
  };
  const problems = [
    ...checkClaveElector(data.claveElector, person).map((each) => ({ ...each, field: 'claveElector' })),
    ...(data.ocr === '' ? [] : checkOcr(data.ocr).map((each) => ({ ...each, field: 'ocr' }))),
    ...(data.cic === '' ? [] : checkCic(data.cic).map((each) => ({ ...each, field: 'cic' }))),
  ];
  for (const problem of problems.filter(({ severity }) => severity === 'refuse')) {
    faults.add(`ASPIRANTS.${problem.code}`, {
      kind: 'invalid',
      field: problem.field,
      params: { expected: problem.expected ?? '' },
    });
  }
  return problems.filter(({ severity }) => severity === 'warn').map(({ field, code }) => ({ field, code }));
}

function digits(text: string): string {
  return text.replace(/[\s()+.-]/g, '').replace(/^52(?=\d{10}$)/, '');
}

/** 'Nombre Paterno Materno', as it is shown in the app (§8.2). */
export function displayName({ nombre, paterno, materno }: Registration): string {
  return [nombre, paterno, materno].filter((part) => part !== '').join(' ');
}
