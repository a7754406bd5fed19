import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { CredentialTypeKey } from '#electoral/identifiers';
import {
  credentialBack,
  credentialFront,
  findPerson,
  type InventedPerson,
} from '../../../src/demonstration/builders/index.js';
import { readBackOf } from './back.js';
import { prepareCodes } from './codes.js';
import { crossCheck } from './cross-check.js';
import { readFrontOf } from './front.js';
import type { Picture } from './image.js';
import { fieldsOffered, fieldsRead, HINTS, type Reading } from './reading.js';

beforeAll(() => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareCodes({ bytes: Uint8Array.from(wasm).buffer });
});

/** One type for each way to read a back: printed number, codes with MRZ, MRZ only. The benchmark covers all types. */
const TYPES = ['C', 'D', 'G'] as const;

const personWith = (type: CredentialTypeKey): InventedPerson => findPerson((one) => one.credentialType === type);

async function pictureOf(jpeg: Buffer): Promise<Picture> {
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Values with state `read` that differ from the card. */
function wrong(reading: Reading, person: InventedPerson): string[] {
  const truth = new Map<string, unknown>(Object.entries(person));
  return Object.entries(fieldsRead(reading)).flatMap(([name, value]) =>
    truth.get(name) === value ? [] : [`${name}: ${value}`],
  );
}

describe('the reading of a clean card (§8.7)', () => {
  it.each(TYPES)('reads the identifying fields of type %s from the back', async (type) => {
    const person = personWith(type);
    const reading = await readBackOf(type, [await pictureOf(await credentialBack(person, { tilt: 1.5 }))]);
    const { ocr, cic } = fieldsOffered(reading);
    expect({ ocr, cic }).toEqual({ ocr: person.ocr, cic: type === 'C' ? undefined : person.cic });
    expect(wrong(reading, person)).toEqual([]);
    if (type !== 'C') expect(reading.state).toBe('read');
  });

  it('is complete for a short name, whose line consists mostly of fillers', async () => {
    type Named = Pick<InventedPerson, 'credentialType' | 'nombre' | 'paterno' | 'materno'>;
    const short = ({ credentialType, nombre, paterno, materno }: Named): boolean =>
      credentialType === 'G' && `${nombre}${paterno}${materno}`.length < 14;
    const person = findPerson(short);
    const reading = await readBackOf('G', [await pictureOf(await credentialBack(person, { tilt: 1 }))]);
    expect(fieldsRead(reading)).toMatchObject({ cic: person.cic, ocr: person.ocr });
  });

  it('reads from the front the clave de elector and the CURP, which confirm each other', async () => {
    const person = personWith('E');
    const reading = await readFrontOf('E', [await pictureOf(await credentialFront(person, { tilt: -1 }))]);
    const { claveElector, curp } = fieldsOffered(reading);
    expect({ claveElector, curp }).toEqual({ claveElector: person.claveElector, curp: person.curp });
    expect(wrong(reading, person)).toEqual([]);
  });

  it('reads the names if both sides show them, with the Ñ that the zone does not have', async () => {
    const withTilde = findPerson(
      ({ credentialType, paterno, materno, nombre }) =>
        credentialType === 'G' && /Ñ/.test(paterno) && `${paterno}${materno}${nombre}`.length < 24,
    );
    const front = await readFrontOf('G', [await pictureOf(await credentialFront(withTilde))]);
    const back = await readBackOf('G', [await pictureOf(await credentialBack(withTilde))]);
    const { paterno, materno, nombre } = withTilde;
    expect(fieldsRead(crossCheck(front, back))).toMatchObject({ paterno, materno, nombre });
  });

  it('offers the names and the issue number of a card of type C, which nothing else confirms', async () => {
    const person = personWith('C');
    const reading = await readFrontOf('C', [await pictureOf(await credentialFront(person, { tilt: 1 }))]);
    const { paterno, materno, nombre, numeroEmision } = person;
    expect(fieldsOffered(reading)).toMatchObject({ paterno, materno, nombre, numeroEmision });
    for (const name of ['paterno', 'materno', 'nombre', 'numeroEmision'])
      expect(fieldsRead(reading)).not.toHaveProperty(name);
  });

  it('does not accept a clave that contradicts the back', async () => {
    const [person, other] = [personWith('E'), personWith('G')];
    const front = await readFrontOf('E', [await pictureOf(await credentialFront(person))]);
    const back = await readBackOf('G', [await pictureOf(await credentialBack(other))]);
    expect(fieldsRead(crossCheck(front, back)).claveElector).toBeUndefined();
    expect(fieldsRead(back).cic).toBe(other.cic);
  });
});

describe('the reading of the wrong side (§8.6)', () => {
  it.each(['D', 'G'] as const)(
    'offers nothing and gives a hint if the back of type %s is shown as its front',
    async (type) => {
      const back = await pictureOf(await credentialBack(personWith(type)));
      expect(await readFrontOf(type, [back])).toMatchObject({ state: 'unreadable', fields: {}, hint: 'other-side' });
    },
  );
});

describe('the reading of a burst', () => {
  it('stops once the card is read', async () => {
    const person = personWith('D');
    const blurred = await pictureOf(await credentialBack(person, { blur: 12 }));
    const clear = await pictureOf(await credentialBack(person));
    const unread: Picture = {
      width: 1,
      height: 1,
      get data(): Uint8Array {
        throw new Error('read one frame too many');
      },
    };
    const reading = await readBackOf('D', [blurred, clear, unread]);
    expect(fieldsRead(reading)).toMatchObject({ cic: person.cic, ocr: person.ocr });
  });
});

describe('the reading of a poor picture', () => {
  it.each([4, 12])('accepts no wrong value with a blur of %d pixels', async (blur) => {
    const person = personWith('D');
    const [front, back] = await Promise.all([
      credentialFront(person, { blur, tilt: 3 }),
      credentialBack(person, { blur, tilt: 3 }),
    ]);
    expect(wrong(await readFrontOf('D', [await pictureOf(front)]), person)).toEqual([]);
    expect(wrong(await readBackOf('D', [await pictureOf(back)]), person)).toEqual([]);
  });

  it.each(['C', 'G'] as const)("reports 'unreadable' with a hint if no card of type %s is visible", async (type) => {
    const table = await pictureOf(
      await sharp({ create: { width: 800, height: 600, channels: 3, background: '#777' } })
        .jpeg()
        .toBuffer(),
    );
    for (const reading of [await readBackOf(type, [table]), await readFrontOf(type, [table])]) {
      expect(reading).toMatchObject({ state: 'unreadable', fields: {}, codes: [] });
      expect(HINTS[reading.hint ?? 'again']).toMatch(/\.$/);
    }
  });
});
