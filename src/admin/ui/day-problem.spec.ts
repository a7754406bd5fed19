import { describe, expect, it } from '@jest/globals';
import { dayProblem, momentProblem } from './day-problem.js';

describe('the sentence about a wrong date', () => {
  it.each([
    ['Fecha de inicio', '2027-02-31', '«Fecha de inicio» no existe en el calendario. Revise el día y el mes.'],
    ['Fecha de inicio', '1/2/27', 'Escriba con cuatro cifras el año de «Fecha de inicio».'],
    ['Último día de vigencia', 'ayer', 'Escriba el último día de vigencia como dd/mm/aaaa.'],
    ['Fecha de nacimiento', '1997-06-13', null],
  ])('names the field: «%s», %s', (label, value, sentence) => {
    expect(dayProblem(label, value)).toBe(sentence);
  });

  it('also names the day that is missing from a date with an hour', () => {
    expect(momentProblem('Fecha final', 'T23:59')).toBe('Escriba la fecha final como dd/mm/aaaa.');
    expect(momentProblem('Fecha final', '2027-01-10T23:59')).toBeNull();
  });
});
