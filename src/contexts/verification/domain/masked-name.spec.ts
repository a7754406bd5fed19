import { describe, expect, it } from '@jest/globals';
import { maskedName } from './masked-name.js';

describe("the citizen's masked name (§6.2)", () => {
  it.each([
    [{ nombre: 'MARÍA JOSÉ', paterno: 'PÉREZ', materno: 'ÑÚÑEZ' }, 'MARÍA J. P. Ñ.'],
    [{ nombre: 'ANA', paterno: 'DE LA CRUZ' }, 'ANA D.'],
    [{ paterno: 'PÉREZ' }, 'P.'],
    [{}, ''],
  ])('of %j is %s', (fields, shown) => {
    expect(maskedName(fields)).toBe(shown);
  });
});
