import { expect, it } from '@jest/globals';
import { supportStep } from './next-step.js';

it.each([
  [false, 0, 'Ver auxiliares'],
  [false, 9, 'Ver apoyos'],
  [true, 0, 'Ver apoyos'],
])('the next step (capture ended: %s, supports: %d) is %s', (ended, supports, action) => {
  expect(supportStep(ended, supports).action).toBe(action);
});
