import { describe, expect, it } from '@jest/globals';
import { isInScope } from './scope.js';

const elector = { entidad: '22', distrito: '05', municipio: '014' };

describe('an elector of local district 05 and municipality 014 in entidad 22', () => {
  it.each([
    ['entidad', '22', '', true],
    ['entidad', '09', '', false],
    ['local-district', '22', '05', true],
    ['local-district', '22', '06', false],
    ['municipality', '22', '014', true],
    ['municipality', '22', '015', false],
    ['municipality', '22', 'Municipio de ejemplo', true],
  ] as const)('is in the scope «%s» of entidad %s, territory %p: %p', (scope, entidad, territory, expected) => {
    expect(isInScope({ scope, entidad, territory }, elector)).toBe(expected);
  });
});
