import { describe, expect, it } from '@jest/globals';
import { maskWords } from './mask.js';

describe('masking', () => {
  it.each([
    ['', ''],
    ['LU', '••'],
    ['EVA', 'E••'],
    ['JOSE', 'J•••'],
    ['MARIA', 'M•••A'],
    ['123456789', '1•••••••9'],
    ['GMVLMR80070501M100', 'GM••••••••••••••00'],
  ])('shows %j as %j', (value, shown) => {
    expect(maskWords(value)).toBe(shown);
  });

  it('hides at least three fifths of a value of any length', () => {
    for (let length = 1; length <= 30; length += 1) {
      const hidden = [...maskWords('A'.repeat(length))].filter((character) => character === '•').length;
      expect(hidden / length).toBeGreaterThanOrEqual(0.6);
    }
  });

  it('masks each word of a name', () => {
    expect(maskWords('María de la Cruz  Ñúñez')).toBe('M•••a •• •• C••• Ñ•••z');
  });
});
