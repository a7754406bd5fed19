import { describe, expect, it } from '@jest/globals';
import { maskedName } from './masked-name.js';

describe("a citizen's name as the aspirant sees it (§6.2)", () => {
  it.each([
    [{ nombre: 'MARÍA JOSÉ', paterno: 'PÉREZ', materno: 'ÑÚÑEZ' }, 'MARÍA J. P. Ñ.'],
    [{ nombre: 'ANA', paterno: 'DE LA CRUZ' }, 'ANA D.'],
    [{ paterno: 'PÉREZ' }, 'P.'],
    [{}, ''],
  ])('%j is shown as %s', (fields, shown) => {
    expect(maskedName(fields)).toBe(shown);
  });
});
