import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inventedPerson, type InventedPerson } from '../../../src/demonstration/builders/index.js';
import { crossCheck } from './cross-check.js';
import { fieldsRead, type ReadField, type Reading } from './reading.js';

const person = fc.integer({ min: 0, max: 20_000 }).map((index) => inventedPerson(index));
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A clearly read text: no other character fits nearly as well, except at the doubtful positions. */
function seen(value: string, doubtful: readonly number[] = []): ReadField {
  const positions = [...value].map((character, position) => ({
    start: position,
    options: [
      { character, score: 0.95 },
      { character: character === 'B' ? '8' : 'B', score: doubtful.includes(position) ? 0.93 : 0.4 },
    ],
  }));
  return { value, source: 'ocr', state: 'offered', confidence: 0.95, positions };
}

function frontOf(claveElector: ReadField | undefined, curp: ReadField | undefined): Reading {
  const fields = { ...(claveElector && { claveElector }), ...(curp && { curp }) };
  return { side: 'front', state: 'partial', fields, codes: [] };
}

function backOf({ fechaNacimiento, sexo, printed }: InventedPerson): Reading {
  const field = (value: string, state: ReadField['state'] = 'read'): ReadField => ({
    value,
    source: 'mrz',
    state,
    confidence: 0.95,
  });
  return {
    side: 'back',
    state: 'read',
    fields: {
      fechaNacimiento: field(fechaNacimiento),
      sexo: field(sexo),
      paterno: field(printed.paterno, 'offered'),
      materno: field(printed.materno, 'offered'),
      nombre: field(printed.nombre, 'offered'),
    },
    codes: [],
  };
}

/** The value with one letter or digit replaced by another. */
function altered(value: string, position: number, by: number): string {
  const old = value.charAt(position);
  const kind = /\d/.test(old) ? ALPHABET.slice(0, 10) : ALPHABET.slice(10);
  const other = kind.charAt((kind.indexOf(old) + by) % kind.length);
  return value.slice(0, position) + other + value.slice(position + 1);
}

const position = fc.integer({ min: 0, max: 17 });
const step = fc.integer({ min: 1, max: 9 });

describe('the cross-check of front and back (§8.7)', () => {
  it('accepts clave and CURP that are clear and confirm each other', () => {
    let confirmed = 0;
    fc.assert(
      fc.property(person, (one) => {
        const front = frontOf(seen(one.claveElector), seen(one.curp));
        const { claveElector, curp } = fieldsRead(crossCheck(front, backOf(one)));
        expect([undefined, one.claveElector]).toContain(claveElector);
        expect([undefined, one.curp]).toContain(curp);
        if (claveElector) confirmed += 1;
      }),
    );
    expect(confirmed).toBeGreaterThan(70);
  });

  it('never accepts a clave or a CURP on its own if the back was not read', () => {
    fc.assert(
      fc.property(person, (one) => {
        expect(fieldsRead(crossCheck(frontOf(seen(one.claveElector), undefined)))).toEqual({});
        expect(fieldsRead(crossCheck(frontOf(undefined, seen(one.curp))))).toEqual({});
      }),
    );
  });

  it('does not accept a front that belongs to a different person than the back', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        fc.pre(one.fechaNacimiento !== other.fechaNacimiento);
        const front = frontOf(seen(one.claveElector), seen(one.curp));
        const checked = crossCheck(front, backOf(other));
        expect(fieldsRead(checked)).toEqual({});
        expect(checked.state).not.toBe('read');
      }),
    );
  });

  it('does not accept a clave that differs from the CURP in a shared character', () => {
    const shared = fc.constantFrom(0, 2, 4, 6, 7, 8, 9, 10, 11);
    fc.assert(
      fc.property(person, shared, step, (one, at, by) => {
        const front = frontOf(seen(altered(one.claveElector, at, by)), seen(one.curp));
        expect(fieldsRead(crossCheck(front)).claveElector).toBeUndefined();
      }),
    );
  });

  it('does not accept a CURP with one changed character, detected by its check digit or the clave', () => {
    // A homoclave that differs by five has the same check digit; the next test covers it.
    const detectable = fc.tuple(position, step).filter(([at, by]) => at !== 16 || by !== 5);
    fc.assert(
      fc.property(person, detectable, (one, [at, by]) => {
        fc.pre(at !== 16 || /\d/.test(one.curp.charAt(16)));
        const front = frontOf(seen(one.claveElector), seen(altered(one.curp, at, by)));
        expect(fieldsRead(crossCheck(front, backOf(one))).curp).toBeUndefined();
      }),
    );
  });

  it('does not accept a CURP with a doubtful homoclave or inner vowel', () => {
    fc.assert(
      fc.property(person, fc.constantFrom(1, 16), (one, at) => {
        const front = frontOf(seen(one.claveElector), seen(one.curp, [at]));
        expect(fieldsRead(crossCheck(front, backOf(one))).curp).toBeUndefined();
      }),
    );
  });

  it('does not accept a clave with a doubtful character among its last three, which nothing else confirms', () => {
    fc.assert(
      fc.property(person, fc.constantFrom(15, 16, 17), (one, at) => {
        const front = frontOf(seen(one.claveElector, [at]), seen(one.curp));
        expect(fieldsRead(crossCheck(front, backOf(one))).claveElector).toBeUndefined();
      }),
    );
  });
});
