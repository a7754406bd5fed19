import { MAX_ELECTORS, type DispersionUnit, type Rounding, type ThresholdRule } from '../../domain/threshold-rule.js';
import { wholeNumberOf } from '#electoral/normalise';
import { isCalendarDate } from '#electoral/time';

export const ROUNDING_LABELS: Readonly<Record<Rounding, string>> = {
  up: 'Hacia arriba',
  nearest: 'Al más cercano',
  down: 'Hacia abajo (se trunca)',
};

/** The same labels inside a sentence. */
const ROUNDING_PHRASES: Readonly<Record<Rounding, string>> = {
  up: 'redondeado hacia arriba',
  nearest: 'redondeado al más cercano',
  down: 'truncado',
};

export const UNIT_LABELS: Readonly<Record<DispersionUnit, readonly [singular: string, plural: string]>> = {
  'local-district': ['distrito local', 'distritos locales'],
  municipality: ['municipio', 'municipios'],
  section: ['sección', 'secciones'],
  'federal-district': ['distrito federal', 'distritos federales'],
  entidad: ['entidad', 'entidades'],
};

/** Formats basis points as a percentage, e.g. `1.5`. */
export function percentOf(basisPoints: number): string {
  return String(basisPoints / 100);
}

/** Parses a typed percentage to basis points; undefined if it is not valid. */
export function basisPointsOf(raw: string): number | undefined {
  const found = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(raw);
  if (!found) return undefined;
  const points = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return points >= 1 && points <= 10_000 ? points : undefined;
}

/** Converts a rule to the values of its form fields. */
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

/** Converts the values of the form fields to a rule. Calls `onInvalid` for each invalid field. */
export function ruleOf(
  values: Readonly<Record<string, unknown>>,
  onInvalid: (field: string) => void = () => undefined,
): ThresholdRule | undefined {
  const invalid: string[] = [];
  const text = (field: string): string => {
    const value = values[field];
    return typeof value === 'string' ? value.trim() : '';
  };
  const required = <Value>(field: string, value: Value | undefined, fallback: Value): Value => {
    if (value !== undefined) return value;
    invalid.push(field);
    onInvalid(field);
    return fallback;
  };
  const percent = (field: string): number => required(field, basisPointsOf(text(field)), 1);
  const count = (field: string): number => {
    const number = wholeNumberOf(text(field));
    return required(field, number >= 1 && number <= MAX_ELECTORS ? number : undefined, 1);
  };
  const rounding = (field: string): Rounding => required(field, roundingOf(text(field)), 'up');
  const rule: ThresholdRule = {
    requirement:
      text('kind') === 'fixed'
        ? { kind: 'fixed', supports: count('supports') }
        : { kind: 'share', basisPoints: percent('percent'), rounding: rounding('rounding') },
    cutOff: text('cutOff') === '' ? null : required('cutOff', dayOf(text('cutOff')), ''),
    dispersion:
      text('dispersed') === 'si'
        ? {
            unit: required('unit', unitOf(text('unit')), 'section'),
            units:
              text('unitsKind') === 'count'
                ? { kind: 'count', count: count('unitsCount') }
                : { kind: 'share', basisPoints: percent('unitsPercent') },
            minimumBasisPoints: percent('minimumPercent'),
            rounding: rounding('minimumRounding'),
          }
        : null,
  };
  return invalid.length === 0 ? rule : undefined;
}

const roundingOf = (raw: string): Rounding | undefined => (raw in ROUNDING_LABELS ? (raw as Rounding) : undefined);
const unitOf = (raw: string): DispersionUnit | undefined => (raw in UNIT_LABELS ? (raw as DispersionUnit) : undefined);

const dayOf = (raw: string): string | undefined => (isCalendarDate(raw) ? raw : undefined);

/** Describes a rule in one sentence. */
export function ruleSentence({ requirement, cutOff, dispersion }: ThresholdRule): string {
  const required =
    requirement.kind === 'fixed'
      ? `${requirement.supports.toLocaleString('es-MX')} apoyos`
      : `${percentOf(requirement.basisPoints)} % de la lista nominal (${ROUNDING_PHRASES[requirement.rounding]})`;
  const cutOffText = cutOff === null ? '' : `, con corte al ${cutOff.split('-').reverse().join('/')}`;
  if (!dispersion) return `Umbral: ${required}${cutOffText}. Sin dispersión.`;
  const [singular, plural] = UNIT_LABELS[dispersion.unit];
  const units =
    dispersion.units.kind === 'count'
      ? dispersion.units.count === 1
        ? `1 ${singular}`
        : `${String(dispersion.units.count)} ${plural}`
      : dispersion.units.basisPoints === 5000
        ? `la mitad de los lugares (${plural})`
        : `${percentOf(dispersion.units.basisPoints)} % de los lugares (${plural})`;
  return `Umbral: ${required}${cutOffText}. Dispersión: ${percentOf(dispersion.minimumBasisPoints)} % en al menos ${units}.`;
}
