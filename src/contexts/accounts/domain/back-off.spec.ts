import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_BACK_OFF, pauseSecondsAfter } from './back-off.js';

describe('the delay before the next sign-in', () => {
  it.each([
    [4, 0],
    [5, 60],
    [6, 120],
    [10, 1920],
    [11, 3600],
    [500, 3600],
  ])('after %i consecutive wrong passwords is %i seconds', (failures, seconds) => {
    expect(pauseSecondsAfter(failures, ACCOUNT_BACK_OFF)).toBe(seconds);
  });
});
