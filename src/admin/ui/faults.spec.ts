import { describe, expect, it } from '@jest/globals';
import { faultOnLeaving, faultsOf, remainingFaults, type FieldRules } from './faults.js';

const rules = (label: string, more: Partial<FieldRules> = {}): FieldRules => ({
  label,
  optional: false,
  verb: 'Escriba',
  ...more,
});
const tenDigits = (value: string): string | null => (/^\d{10}$/.test(value) ? null : 'Lleva 10 dígitos.');
const FIELDS = new Map([
  ['nombre', rules('Nombre(s)')],
  ['telefono', rules('Teléfono móvil', { check: tenDigits, optional: true })],
  ['genero', rules('Género', { verb: 'Elija' })],
  ['clave', rules('Clave de elector', { settledBy: ['nacimiento'] })],
  ['nacimiento', rules('Fecha de nacimiento')],
]);
const order = [...FIELDS.keys()];
const positionOf = (field: string): number => order.indexOf(field);
const valuesOf =
  (values: Readonly<Record<string, string>>) =>
  (field: string): string =>
    values[field] ?? '';
const missing = (field: string) => ({ code: 'KERNEL.FIELD_MISSING', detail: `Falta «${field}».`, field });

describe('the errors of a form', () => {
  it('have one sentence each, in the order of the screen', () => {
    const filled = valuesOf({ clave: 'C', nacimiento: 'N' });
    const shown = faultsOf([missing('genero'), missing('nombre')], FIELDS, filled, positionOf);
    expect(shown.map(({ detail }) => detail)).toEqual(['Escriba el nombre.', 'Elija el género.']);
  });

  it('appear once if the page has one sentence for several errors of a field', () => {
    const filled = valuesOf({ nombre: 'Ana', telefono: '442', genero: 'M', clave: 'C', nacimiento: 'N' });
    const faults = ['FORMAT', 'TAKEN'].map((code) => ({ code, detail: `${code}.`, field: 'telefono' }));
    expect(faultsOf(faults, FIELDS, filled, positionOf)).toEqual([{ ...faults[0], detail: 'Lleva 10 dígitos.' }]);
  });

  it('name the label of a filled field', () => {
    const fault = {
      code: 'KERNEL.FIELD_TOO_LONG',
      detail: '«nombre» lleva 80 caracteres como máximo.',
      field: 'nombre',
    };
    const [shown] = faultsOf(
      [fault],
      FIELDS,
      valuesOf({ nombre: 'X', genero: 'M', clave: 'C', nacimiento: 'N' }),
      positionOf,
    );
    expect(shown?.detail).toBe('«Nombre(s)» lleva 80 caracteres como máximo.');
  });

  it('keep the sentence of the server for an optional field', () => {
    const fault = { code: 'TELEPHONE_MISSING', detail: 'Escriba al menos un teléfono.', field: 'telefono' };
    const filled = valuesOf({ nombre: 'X', genero: 'M', clave: 'C', nacimiento: 'N' });
    expect(faultsOf([fault], FIELDS, filled, positionOf)).toEqual([fault]);
  });

  it('have the sentence of the page if the page knows what is wrong', () => {
    const fault = { code: 'KERNEL.INPUT_INVALID', detail: 'El dato «telefono» falta o no vale.', field: 'telefono' };
    const filled = valuesOf({ nombre: 'X', telefono: '442', genero: 'M', clave: 'C', nacimiento: 'N' });
    expect(faultsOf([fault], FIELDS, filled, positionOf)).toEqual([{ ...fault, detail: 'Lleva 10 dígitos.' }]);
  });

  it('include those that the page finds in other fields, although the server stopped at its first error', () => {
    const filled = valuesOf({ nombre: 'Ana', telefono: '442', clave: 'C', nacimiento: 'N' });
    const late = { code: 'DATE', detail: 'La fecha no existe.', field: 'nacimiento' };
    expect(faultsOf([late], FIELDS, filled, positionOf).map(({ detail }) => detail)).toEqual([
      'Lleva 10 dígitos.',
      'Elija el género.',
      'La fecha no existe.',
    ]);
  });

  it('do not include those of other fields if the answer is not about fields', () => {
    const conflict = { code: 'CONFLICT', detail: 'Ya se resolvió.' };
    expect(faultsOf([conflict], FIELDS, valuesOf({}), positionOf)).toEqual([conflict]);
  });

  it('disappear when the field is corrected, and only then', () => {
    const faults = [missing('nombre'), missing('genero')];
    const before = { nombre: '', genero: '' };
    expect(remainingFaults(faults, FIELDS, before, before)).toBe(faults);
    expect(remainingFaults(faults, FIELDS, before, { nombre: 'Ana', genero: '' })).toEqual([missing('genero')]);
  });

  it('say what is still wrong while the field is being corrected', () => {
    const faults = [{ code: 'TELEPHONE_FORMAT', detail: 'Corríjalo.', field: 'telefono' }];
    const after = (telefono: string) => remainingFaults(faults, FIELDS, { telefono: '1' }, { telefono });
    expect(after('12')).toEqual([{ ...faults[0], detail: 'Lleva 10 dígitos.' }]);
    expect(after('4421234567')).toEqual([]);
  });

  it('disappear when the other field that they depend on is corrected', () => {
    const faults = [{ code: 'CLAVE_DATE_MISMATCH', detail: 'No corresponde.', field: 'clave' }];
    expect(remainingFaults(faults, FIELDS, { clave: 'X', nombre: '' }, { clave: 'X', nombre: 'A' })).toBe(faults);
    expect(remainingFaults(faults, FIELDS, { clave: 'X' }, { clave: 'X', nacimiento: '1997-06-13' })).toEqual([]);
  });
});

describe('a field that the user leaves', () => {
  const { check = tenDigits } = FIELDS.get('telefono') ?? {};
  it('is reported as empty only if it is required and was filled before', () => {
    expect(faultOnLeaving(rules('Nombre(s)'), '', false)).toBeNull();
    expect(faultOnLeaving(rules('Nombre(s)'), '', true)).toBe('Escriba el nombre.');
    expect(faultOnLeaving(rules('Materno', { optional: true }), '', true)).toBeNull();
  });

  it('is checked', () => {
    expect(faultOnLeaving(rules('Teléfono', { check }), '442', true)).toBe('Lleva 10 dígitos.');
    expect(faultOnLeaving(rules('Teléfono', { check }), '4421234567', true)).toBeNull();
  });
});
