import { describe, expect, it } from '@jest/globals';
import { folioPrefix } from './folio-prefix.js';

describe('the folio prefix of a device (§8.11)', () => {
  it('has five characters that are unambiguous when dictated', () => {
    expect(folioPrefix(0)).toBe('00000');
    expect(folioPrefix(32 ** 5 - 1)).toBe('ZZZZZ');
    expect(folioPrefix(33)).toBe('00011');
  });
});
