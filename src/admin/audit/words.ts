import { formatCentral } from '../../kernel/clock/central-time.js';
import { sentenceFor } from '../../kernel/errors/catalogue.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

/** The contexts, by the first part of their use cases' names, as an official calls their matter. */
export const AREAS = [
  ['accounts', 'Cuentas'],
  ['processes', 'Procesos'],
  ['aspirants', 'Aspirantes'],
  ['auxiliaries', 'Auxiliares'],
  ['intake', 'Recepción'],
  ['verification', 'Verificación'],
  ['control-desk', 'Mesa de Control'],
  ['results', 'Resultados'],
  ['audit', 'Bitácora'],
  ['kernel', 'Sistema'],
] as const;

/** What an entry may be about: its word, and the catalogue that shows it, if one does. */
export const SUBJECTS: Readonly<Record<string, { readonly word: string; readonly catalogue?: string }>> = {
  aspirant: { word: 'Aspirante', catalogue: 'aspirantes' },
  auxiliary: { word: 'Auxiliar', catalogue: 'auxiliares' },
  official: { word: 'Cuenta', catalogue: 'cuentas' },
  'account-request': { word: 'Oficio', catalogue: 'solicitudes' },
  process: { word: 'Proceso', catalogue: 'procesos' },
  delivery: { word: 'Entrega' },
  'capture-period': { word: 'Periodo' },
  'calendar-date': { word: 'Fecha del calendario' },
  office: { word: 'Cargo' },
  'opl-public-key': { word: 'Llave pública' },
  support: { word: 'Apoyo' },
  device: { word: 'Teléfono' },
  'auxiliary-import': { word: 'Archivo de auxiliares' },
  'territory-catalogue': { word: 'Catálogo geoelectoral' },
  domain: { word: 'Dominio' },
  roll: { word: 'Padrón' },
  blob: { word: 'Archivo guardado' },
  counter: { word: 'Contador' },
  message: { word: 'Trabajo' },
  reviewer: { word: 'Persona revisora' },
  folio: { word: 'Folio' },
};

/** Who may act besides officials. */
export const ACTORS: Readonly<Record<string, string>> = {
  aspirant: 'Persona aspirante',
  device: 'Teléfono',
  system: 'Sistema',
  anonymous: 'Sin sesión',
};

type Shown = readonly [name: string, show: (value: unknown) => string];

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? value.toLocaleString('es-MX') : '';
const hour = (value: unknown): string =>
  typeof value === 'string' ? `${formatCentral(new Date(value)).slice(0, 16)} (hora centro)` : '';

/** Facts of an entry that say something to a person; all others (ids, digests) are left to the database. */
const DETAILS: Readonly<Record<string, Shown>> = {
  reason: ['Motivo', plain],
  folio: ['Folio', plain],
  idAuxiliar: ['Id Auxiliar', plain],
  idProceso: ['Id Proceso', plain],
  account: ['Cuenta', plain],
  oficio: ['Oficio', plain],
  agreement: ['Acuerdo', plain],
  domain: ['Dominio', plain],
  version: ['Versión', plain],
  records: ['Registros', plain],
  opensAt: ['Abre', hour],
  closesAt: ['Cierra', hour],
  formerOpensAt: ['Abría', hour],
  formerClosesAt: ['Cerraba', hour],
  part: ['Imagen', plain],
};

export function detailsOf(
  outcome: string,
  details: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: string])[] {
  if (outcome === 'refused') return [['Causa', causeOf(details['reason'])]];
  return Object.entries(DETAILS).flatMap(([key, [name, show]]) => {
    const value = details[key] === undefined || details[key] === null ? '' : show(details[key]);
    return value === '' ? [] : [[name, value] as const];
  });
}

/** The first sentence of what the person read: the second one tells them what to do. */
function causeOf(code: unknown): string {
  if (typeof code !== 'string') return 'Sin causa anotada';
  return sentenceFor(new DomainError(code, { kind: 'forbidden' })).split('. ')[0] ?? '';
}
