import { expect, it } from '@jest/globals';
import { auxiliaryStep } from './next-step.js';

it.each([
  [0, 0, 'Agregar auxiliar'],
  [2, 0, 'Ver auxiliares'],
  [2, 1, undefined],
])('the next step of an aspirant with %d auxiliaries, %d of them enrolled, is %s', (authorised, ready, action) => {
  expect(auxiliaryStep({ authorised, ready })?.action).toBe(action);
});
