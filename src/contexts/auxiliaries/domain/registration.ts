import { z } from 'zod';
import { checkClaveElector, isCalendarDate, normaliseIdentifier } from '../../verification/index.js';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Faults } from '../../../kernel/errors/domain-error.js';

const name = z.string().trim().min(1).max(80);

/** What the aspirant writes down of an auxiliary (§6.4). */
export const registrationSchema = z.object({
  nombre: name,
  paterno: name,
  materno: z.string().trim().max(80).default(''),
  /** `aaaa-mm-dd` */
  fechaNacimiento: z.string().trim(),
  telefonoMovil: z.string().trim().min(1).max(20),
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  emailProvider: z.enum(['google', 'facebook']),
  claveElector: z.string().trim().min(1).max(30),
  curp: z.string().trim().max(30).default(''),
});
export type Registration = z.infer<typeof registrationSchema>;

const ADULT_AGE = 18;

/**
 * Cleans and checks a registration.
 * @returns the cleaned data.
 * @throws DomainError AUXILIARIES.* with every fault of the form at once.
 */
export function checkRegistration(input: Registration, now: Date): Registration {
  const data: Registration = {
    ...input,
    claveElector: normaliseIdentifier(input.claveElector),
    curp: normaliseIdentifier(input.curp),
    telefonoMovil: input.telefonoMovil.replace(/\D/g, ''),
  };
  const faults = new Faults();
  const fault = (code: string, field: keyof Registration, params: Record<string, string> = {}): void => {
    faults.add(`AUXILIARIES.${code}`, { kind: 'invalid', field, params });
  };
  const born = isCalendarDate(data.fechaNacimiento);
  if (!born) fault('DATE_INVALID', 'fechaNacimiento');
  else if (!isAdult(data.fechaNacimiento, now)) fault('UNDER_AGE', 'fechaNacimiento');
  if (data.telefonoMovil.length !== 10) fault('TELEPHONE_FORMAT', 'telefonoMovil');
  const facts = {
    nombre: data.nombre,
    paterno: data.paterno,
    materno: data.materno,
    fechaNacimiento: born ? data.fechaNacimiento : undefined,
  };
  for (const { code, severity, expected } of checkClaveElector(data.claveElector, facts)) {
    if (severity === 'refuse') fault(code, 'claveElector', { expected: expected ?? '' });
  }
  if (data.curp !== '' && !/^[A-ZÑ]{4}\d{6}[HMX][A-ZÑ]{5}[0-9A-Z]\d$/.test(data.curp)) fault('CURP_FORMAT', 'curp');
  faults.throwIfAny();
  return data;
}

/** True from the eighteenth birthday on, by the calendar of hora del centro; 29 February comes of age on 1 March. */
export function isAdult(birth: string, now: Date): boolean {
  const year = Number(birth.slice(0, 4)) + ADULT_AGE;
  return `${String(year)}${birth.slice(4)}` <= centralDay(now);
}

export function displayName({
  nombre,
  paterno,
  materno,
}: Pick<Registration, 'nombre' | 'paterno' | 'materno'>): string {
  return [nombre, paterno, materno].filter(Boolean).join(' ');
}

/** What the encryption of the personal data is bound to. */
export function personalContext(auxiliaryId: string): string {
  return `auxiliaries.auxiliary.personal:${auxiliaryId}`;
}
