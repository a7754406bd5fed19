import { describe, expect, it } from '@jest/globals';
import { DomainError, Faults } from '../errors/domain-error.js';
import { byField, dayFromForm, formErrors, formTexts } from './form-errors.js';

const LABELS = { nombre: 'Nombre(s)', email: 'Correo electrónico' };

describe('form errors', () => {
  it('have the labels and the order of the screen', () => {
    const faults = new Faults();
    faults.add('KERNEL.INPUT_INVALID', { kind: 'invalid', field: 'email', params: { field: 'email' } });
    faults.add('KERNEL.INPUT_INVALID', { kind: 'invalid', field: 'nombre', params: { field: 'nombre' } });
    let errors: ReturnType<typeof formErrors> = [];
    try {
      faults.throwIfAny();
    } catch (error) {
      errors = formErrors(error, LABELS);
    }
    expect(errors.map(({ field }) => field)).toEqual(['nombre', 'email']);
    expect(byField(errors)['email']).toContain('«Correo electrónico»');
  });

  it('do not include errors that the user cannot correct in the form', () => {
    const forbidden = new DomainError('ACCESS.FORBIDDEN', { kind: 'forbidden' });
    expect(() => formErrors(forbidden, LABELS)).toThrow(forbidden);
  });
});

describe('the values of a submitted form', () => {
  it.each([
    ['13/06/1997', '1997-06-13'],
    ['3-6-1997', '1997-06-03'],
    ['1997-06-13', '1997-06-13'],
    ['junio', 'junio'],
  ])('include the day «%s» as %s', (raw, day) => {
    expect(dayFromForm(raw)).toBe(day);
  });

  it('include only those that are text', () => {
    expect(formTexts({ nombre: ' Ana ', email: ['x'] }, ['nombre', 'email'])).toEqual({ nombre: 'Ana', email: '' });
    expect(formTexts(undefined, ['nombre'])).toEqual({ nombre: '' });
  });
});
