import { expect, it } from '@jest/globals';
import { supportStep } from './next-step.js';

it.each([
  [false, 0, 'Ver auxiliares'],
  [false, 9, 'Ver apoyos'],
  [true, 0, 'Ver apoyos'],
])('the next step if capture has ended is %s, with %d supports: %s', (ended, supports, action) => {
  expect(supportStep(ended, supports).action).toBe(action);
});
