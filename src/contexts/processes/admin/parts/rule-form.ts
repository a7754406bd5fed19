import type { DispersionUnit, Rounding, ThresholdRule } from '../../domain/threshold-rule.js';

export const ROUNDING_LABELS: Readonly<Record<Rounding, string>> = {
  up: 'Hacia arriba',
  nearest: 'Al más cercano',
  down: 'Hacia abajo (se trunca)',
};

/** The same within a sentence. */
const ROUNDING_PHRASES: Readonly<Record<Rounding, string>> = {
  up: 'redondeado hacia arriba',
  nearest: 'redondeado al más cercano',
  down: 'truncado',
};

/** One of them with its article, and several. */
export const UNIT_LABELS: Readonly<Record<DispersionUnit, readonly [one: string, several: string]>> = {
  'local-district': ['distrito local', 'distritos locales'],
  municipality: ['municipio', 'municipios'],
  section: ['sección', 'secciones'],
  'federal-district': ['distrito federal', 'distritos federales'],
  entidad: ['entidad', 'entidades'],
};

/** Hundredths of a percent as people write a percentage: `1.5`. */
export function percentOf(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** A percentage as typed, in hundredths of a percent; undefined when it is none. */
export function basisPointsOf(typed: string): number | undefined {
  const found = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(typed);
  if (!found) return undefined;
  const points = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return points >= 1 && points <= 10_000 ? points : undefined;
}

/** A rule as the fields of its form hold it. */
export function valuesOf(rule: ThresholdRule | undefined): Record<string, string> {
  const { requirement, cutOff, dispersion } = rule ?? { requirement: undefined, cutOff: null, dispersion: null };
  return {
    kind: requirement?.kind ?? 'share',
    percent: requirement?.kind === 'share' ? percentOf(requirement.basisPoints) : '',
    rounding: requirement?.kind === 'share' ? requirement.rounding : 'up',
    supports: requirement?.kind === 'fixed' ? String(requirement.supports) : '',
    cutOff: cutOff ?? '',
    dispersed: dispersion ? 'si' : 'no',
    unit: dispersion?.unit ?? '',
    unitsKind: dispersion?.units.kind ?? 'share',
    unitsCount: dispersion?.units.kind === 'count' ? String(dispersion.units.count) : '',
    unitsPercent: dispersion?.units.kind === 'share' ? percentOf(dispersion.units.basisPoints) : '',
    minimumPercent: dispersion ? percentOf(dispersion.minimumBasisPoints) : '',
    minimumRounding: dispersion?.rounding ?? 'up',
  };
}

/** The rule that the fields say; a field that says none is named by `fault`. */
export function ruleOf(
  values: Readonly<Record<string, unknown>>,
  fault: (field: string) => void = () => undefined,
): ThresholdRule | undefined {
  const wrong: string[] = [];
  const text = (field: string): string => {
    const value = values[field];
    return typeof value === 'string' ? value.trim() : '';
  };
  const need = <Value>(field: string, value: Value | undefined, instead: Value): Value => {
    if (value !== undefined) return value;
    wrong.push(field);
    fault(field);
    return instead;
  };
  const percent = (field: string): number => need(field, basisPointsOf(text(field)), 1);
  const count = (field: string): number => {
    const digits = text(field).replace(/[\s,]/g, '');
    return need(field, /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined, 1);
  };
  const rounding = (field: string): Rounding => need(field, roundingOf(text(field)), 'up');
  const rule: ThresholdRule = {
    requirement:
      text('kind') === 'fixed'
        ? { kind: 'fixed', supports: count('supports') }
        : { kind: 'share', basisPoints: percent('percent'), rounding: rounding('rounding') },
    cutOff: text('cutOff') === '' ? null : need('cutOff', dayOf(text('cutOff')), ''),
    dispersion:
      text('dispersed') === 'si'
        ? {
            unit: need('unit', unitOf(text('unit')), 'section'),
            units:
              text('unitsKind') === 'count'
                ? { kind: 'count', count: count('unitsCount') }
                : { kind: 'share', basisPoints: percent('unitsPercent') },
            minimumBasisPoints: percent('minimumPercent'),
            rounding: rounding('minimumRounding'),
          }
        : null,
  };
  return wrong.length === 0 ? rule : undefined;
}

const roundingOf = (typed: string): Rounding | undefined =>
  typed in ROUNDING_LABELS ? (typed as Rounding) : undefined;
const unitOf = (typed: string): DispersionUnit | undefined =>
  typed in UNIT_LABELS ? (typed as DispersionUnit) : undefined;

function dayOf(typed: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return undefined;
  const day = new Date(`${typed}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== typed ? undefined : typed;
}

/** A rule in one sentence. */
export function ruleSentence({ requirement, cutOff, dispersion }: ThresholdRule): string {
  const asked =
    requirement.kind === 'fixed'
      ? `${requirement.supports.toLocaleString('es-MX')} apoyos`
      : `${percentOf(requirement.basisPoints)} % de la lista nominal (${ROUNDING_PHRASES[requirement.rounding]})`;
  const cut = cutOff === null ? '' : `, con corte al ${cutOff.split('-').reverse().join('/')}`;
  if (!dispersion) return `Umbral: ${asked}${cut}. Sin dispersión.`;
  const [one, several] = UNIT_LABELS[dispersion.unit];
  const where =
    dispersion.units.kind === 'count'
      ? dispersion.units.count === 1
        ? `1 ${one}`
        : `${String(dispersion.units.count)} ${several}`
      : dispersion.units.basisPoints === 5000
        ? `la mitad de los lugares (${several})`
        : `${percentOf(dispersion.units.basisPoints)} % de los lugares (${several})`;
  return `Umbral: ${asked}${cut}. Dispersión: ${percentOf(dispersion.minimumBasisPoints)} % en al menos ${where}.`;
}
