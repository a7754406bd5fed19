import { ENTIDADES } from '#electoral/identifiers';
import { formatCentralMinute } from '../../kernel/clock/central-time.js';
import { messageFor } from '../../kernel/errors/catalogue.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { AuditContribution, AuditDetail } from '../screen.js';

/** An entidad by its key. */
export const ENTIDAD_DETAIL: AuditDetail = {
  label: 'Entidad',
  words: Object.fromEntries(ENTIDADES.map(({ key, name }) => [key, name])),
};

/** Labels for the audit entries of the kernel and the back office. Each context has its own. */
export const KERNEL_AUDIT: AuditContribution = {
  areas: { audit: 'Bitácora', kernel: 'Sistema' },
  actors: { system: 'Sistema', anonymous: 'Sin sesión' },
  details: {
    reason: { label: 'Motivo' },
    version: { label: 'Versión' },
    records: { label: 'Registros' },
    searched: { label: 'Búsqueda', values: { true: 'sí' } },
    part: { label: 'Imagen' },
    shown: { label: 'Datos personales', values: { masked: 'ocultos', full: 'completos' } },
    outcome: {
      label: 'Entrada',
      values: {
        'signed-in': 'contraseña correcta',
        wrong: 'datos incorrectos',
        locked: 'bloqueada por varios intentos',
        suspended: 'cuenta suspendida',
        'grant-ended': 'vigencia terminada',
        passed: 'código correcto',
      },
    },
  },
  subjects: {
    blob: { label: 'Archivo guardado' },
    counter: { label: 'Contador' },
    'long-job': { label: 'Trabajo', catalogue: 'trabajos', permission: 'long-jobs.read' },
    message: { label: 'Trabajo' },
  },
};

/** The labelled details of an action's entries. */
export type DetailLabels = (action: string) => Readonly<Record<string, AuditDetail>>;

/**
 * Several contexts may use the same name for different details, so the labels of the action's own context take
 * precedence. Where only other contexts use a name, the words of all of them are merged.
 */
export function detailLabels(contributed: readonly AuditContribution[]): DetailLabels {
  const all = [KERNEL_AUDIT, ...contributed];
  const merged: Record<string, AuditDetail> = {};
  for (const [key, detail] of all.flatMap(({ details = {} }) => Object.entries(details))) {
    const words = { ...merged[key]?.words, ...detail.words };
    merged[key] = { ...detail, ...(Object.keys(words).length > 0 && { words }) };
  }
  const byArea = new Map(
    all.flatMap(({ areas = {}, details }) =>
      Object.keys(areas).map((area) => [area, { ...merged, ...details }] as const),
    ),
  );
  return (action) => byArea.get(action.split('.')[0] ?? '') ?? merged;
}

const formatPlain = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? value.toLocaleString('es-MX') : '';
/** Entries of different kinds use the same name for a detail, and not every value under that name is an instant. */
const formatMinute = (value: unknown): string => {
  const instant = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(instant.getTime()) ? formatPlain(value) : `${formatCentralMinute(instant)} (hora centro)`;
};

export function formatDetails(
  known: Readonly<Record<string, AuditDetail>>,
  outcome: string,
  details: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, value: string])[] {
  if (outcome === 'refused') return [['Causa', formatCause(details['reason'])]];
  return Object.entries(known).flatMap(([key, detail]) => {
    const { label } = detail;
    const value = formatValue(details[key], detail);
    return value === '' ? [] : [[label, value] as const];
  });
}

function formatValue(stored: unknown, { instant, values, words }: AuditDetail): string {
  if (values) return values[String(stored)] ?? '';
  if (words) {
    const known = formatPlain(stored).split(' ');
    return known.every((word) => word in words) ? known.map((word) => words[word]).join(', ') : formatPlain(stored);
  }
  return instant ? formatMinute(stored) : formatPlain(stored);
}

/** The first sentence of the error message; the second one is the remedy. */
function formatCause(code: unknown): string {
  if (typeof code !== 'string') return 'Sin causa anotada';
  return messageFor(new DomainError(code, { kind: 'forbidden' })).split('. ')[0] ?? '';
}
