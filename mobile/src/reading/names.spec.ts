import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeMrz, normaliseText } from '#electoral/identifiers';
import type { FrontNames, ZoneNames } from './card-names.js';
import { combineNames, splitNames } from './names.js';

const CLEAR = { weakestFit: 0.95, weakestLead: 0.1, fit: 0.97, tildesCertain: true };
const printed = (paterno: string, materno: string, nombre: string): FrontNames => ({
  ...CLEAR,
  ...{ paterno, materno, nombre },
});
const surname = fc.constantFrom('LUNA', 'MONTES DE OCA', 'DE LA ROSA', 'IBÁÑEZ', 'PEÑA', 'SAN MARTÍN', 'YÁÑEZ LUNA');
const given = fc.constantFrom('ANA', 'MARÍA DEL CARMEN', 'ÍÑIGO', 'JOSÉ LUIS');
const names = fc
  .tuple(surname, fc.oneof(surname, fc.constant('')), given)
  .map(([paterno, materno, nombre]) => printed(...([paterno, materno, nombre].map(normaliseText) as Three)));
type Three = [string, string, string];

/** The third line of the zone of a card with these names. */
function zoneOf({ paterno, materno, nombre }: FrontNames): ZoneNames {
  const other = { cic: '123456789', seccion: '9001', identificadorCiudadano: '234567890', birth: '850312' };
  const source = { ...other, sexo: 'M', expiry: '311231', numeroEmision: '02', paterno, materno, nombre } as const;
  const [, , third] = composeMrz(source);
  const [surnames = '', rest = ''] = third.split('<<');
  const text = (part: string): string => part.replace(/</g, ' ').trim();
  return { surnames: text(surnames), given: text(rest), truncated: !third.endsWith('<<'), isClear: true };
}
const valuesOf = (fields: ReturnType<typeof combineNames>): (string | undefined)[] =>
  [fields.paterno, fields.materno, fields.nombre].map((field) => field?.value);

describe('the names of both sides of a card (§8.7)', () => {
  it('are read as the front separates and spells them, if a complete and clear zone has the same letters', () => {
    fc.assert(
      fc.property(names, (one) => {
        const zone = zoneOf(one);
        const fields = combineNames(one, zone, undefined);
        expect(valuesOf(fields)).toEqual([one.paterno, one.materno, one.nombre]);
        expect(fields.nombre?.state).toBe(zone.truncated ? 'offered' : 'read');
      }),
    );
  });

  it('are offered but not accepted if the sides differ in a letter, a side is missing, the zone is unclear or a tilde is uncertain', () => {
    fc.assert(
      fc.property(names, fc.nat(40), fc.constantFrom('B', 'R'), (one, at, letter) => {
        const zone = zoneOf(one);
        const text = zone.surnames;
        const i = at % text.length;
        const misread = { ...zone, surnames: text.slice(0, i) + letter + text.slice(i + 1) };
        if (misread.surnames !== text && !zone.truncated)
          expect(combineNames(one, misread, undefined).paterno?.state).toBe('offered');
        expect(combineNames(one, { ...zone, isClear: false }, undefined).nombre?.state).toBe('offered');
        expect(combineNames({ ...one, tildesCertain: false }, zone, undefined).nombre?.state).toBe('offered');
        expect(combineNames(one, undefined, undefined).nombre?.state).toBe('offered');
        expect(combineNames(undefined, zone, undefined).nombre?.state).toBe('offered');
      }),
    );
  });

  it('are corrected by a clear zone with the same words, and keep the tilde of the front', () => {
    const zone = zoneOf(printed('IBAÑEZ', 'LOPEZ', 'XOCHITL'));
    expect(valuesOf(combineNames(printed('IBAÑIZ', 'LOPIX', 'XOCHITI'), zone, undefined))).toEqual([
      'IBAÑEZ',
      'LOPEZ',
      'XOCHITL',
    ]);
  });

  it('are separated by the letters of the clave if only the zone shows them', () => {
    const zone = zoneOf(printed('GARCIA ROJAS', 'LUNA', 'ANA'));
    expect(splitNames(zone, 'GRLNAN80010122M100')).toEqual({ paterno: 'GARCIA ROJAS', materno: 'LUNA', nombre: 'ANA' });
    expect(splitNames(zone)).toEqual({ paterno: 'GARCIA', materno: 'ROJAS LUNA', nombre: 'ANA' });
    expect(splitNames(zoneOf(printed('MONTES DE OCA', 'DE LA CRUZ', 'ANA')))).toMatchObject({
      paterno: 'MONTES DE OCA DE LA CRUZ',
    });
  });
});
