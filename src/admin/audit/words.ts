import { formatCentral } from '../../kernel/clock/central-time.js';
import { sentenceFor } from '../../kernel/errors/catalogue.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { AuditContribution } from '../screen.js';

/** What the shell and the kernel say of their own entries; each context says it of its own. */
export const OWN: AuditContribution = {
  areas: { audit: 'Bitácora', kernel: 'Sistema' },
  subjects: {
    blob: { word: 'Archivo guardado' },
    counter: { word: 'Contador' },
    'long-job': { word: 'Trabajo', catalogue: 'trabajos', permission: 'long-jobs.read' },
    message: { word: 'Trabajo' },
  },
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
