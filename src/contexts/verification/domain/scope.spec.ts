import { describe, expect, it } from '@jest/globals';
import { isInScope } from './scope.js';

const elector = { entidad: '22', distrito: '05', municipio: '014' };

describe('geo-electoral scope', () => {
  it.each([
    ['gubernatura', '22', '', true],
    ['gubernatura', '09', '', false],
    ['diputacion-local', '22', '05', true],
    ['diputacion-local', '22', '06', false],
    ['ayuntamiento', '22', '014', true],
    ['ayuntamiento', '22', '015', false],
    ['ayuntamiento', '22', 'Municipio de ejemplo', true],
  ] as const)('%s of entidad %s, territory %p: %p', (kind, entidad, territory, expected) => {
    expect(isInScope({ kind, entidad, territory }, elector)).toBe(expected);
  });
});
