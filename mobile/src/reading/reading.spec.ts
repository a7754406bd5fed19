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

/** One of each way a back is read: printed number, two codes and an MRZ, an MRZ alone. The bench reads all types. */
const TYPES = ['C', 'D', 'G'] as const;

const holderOf = (type: CredentialTypeKey): InventedPerson => findPerson((one) => one.credentialType === type);

async function pictureOf(jpeg: Buffer): Promise<Picture> {
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Values that stand as read and are not what the card says. */
function wrong(reading: Reading, person: InventedPerson): string[] {
  const truth = new Map<string, unknown>(Object.entries(person));
  return Object.entries(fieldsRead(reading)).flatMap(([name, value]) =>
    truth.get(name) === value ? [] : [`${name}: ${value}`],
  );
}

describe('reading of a clean card (§8.7)', () => {
  it.each(TYPES)('reads what identifies type %s from its back', async (type) => {
    const person = holderOf(type);
    const reading = await readBackOf(type, [await pictureOf(await credentialBack(person, { tilt: 1.5 }))]);
    const { ocr, cic } = fieldsOffered(reading);
    expect({ ocr, cic }).toEqual({ ocr: person.ocr, cic: type === 'C' ? undefined : person.cic });
    expect(wrong(reading, person)).toEqual([]);
    if (type !== 'C') expect(reading.state).toBe('read');
  });

  it('reads a back whose last line is of fillers for the most part: the card of a short name', async () => {
    type Named = Pick<InventedPerson, 'credentialType' | 'nombre' | 'paterno' | 'materno'>;
    const short = ({ credentialType, nombre, paterno, materno }: Named): boolean =>
      credentialType === 'G' && `${nombre}${paterno}${materno}`.length < 14;
    const person = findPerson(short);
    const reading = await readBackOf('G', [await pictureOf(await credentialBack(person, { tilt: 1 }))]);
    expect(fieldsRead(reading)).toMatchObject({ cic: person.cic, ocr: person.ocr });
  });

  it('reads clave de elector and CURP from the front, which confirm each other', async () => {
    const person = holderOf('E');
    const reading = await readFrontOf('E', [await pictureOf(await credentialFront(person, { tilt: -1 }))]);
    const { claveElector, curp } = fieldsOffered(reading);
    expect({ claveElector, curp }).toEqual({ claveElector: person.claveElector, curp: person.curp });
    expect(wrong(reading, person)).toEqual([]);
  });

  it('takes a clave that contradicts the back only as offered', async () => {
    const [person, other] = [holderOf('E'), holderOf('G')];
    const front = await readFrontOf('E', [await pictureOf(await credentialFront(person))]);
    const back = await readBackOf('G', [await pictureOf(await credentialBack(other))]);
    expect(fieldsRead(crossCheck(front, back)).claveElector).toBeUndefined();
    expect(fieldsRead(back).cic).toBe(other.cic);
  });
});

describe('reading of the wrong side (§8.6)', () => {
  it.each(['D', 'G'] as const)(
    'offers nothing from the back of type %s shown as its front, and says so',
    async (type) => {
      const back = await pictureOf(await credentialBack(holderOf(type)));
      expect(await readFrontOf(type, [back])).toMatchObject({ state: 'unreadable', fields: {}, hint: 'other-side' });
    },
  );
});

describe('reading of a burst', () => {
  it('needs no more frames once the card is read', async () => {
    const person = holderOf('D');
    const blurred = await pictureOf(await credentialBack(person, { blur: 12 }));
    const clear = await pictureOf(await credentialBack(person));
    const unread: Picture = {
      width: 1,
      height: 1,
      get data(): Uint8Array {
        throw new Error('looked at a frame too many');
      },
    };
    const reading = await readBackOf('D', [blurred, clear, unread]);
    expect(fieldsRead(reading)).toMatchObject({ cic: person.cic, ocr: person.ocr });
  });
});

describe('reading of a poor picture', () => {
  it.each([4, 12])('takes nothing wrong as read when blurred by %d pixels', async (blur) => {
    const person = holderOf('D');
    const [front, back] = await Promise.all([
      credentialFront(person, { blur, tilt: 3 }),
      credentialBack(person, { blur, tilt: 3 }),
    ]);
    expect(wrong(await readFrontOf('D', [await pictureOf(front)]), person)).toEqual([]);
    expect(wrong(await readBackOf('D', [await pictureOf(back)]), person)).toEqual([]);
  });

  it.each(['C', 'G'] as const)('leads to typing, with a hint, where no card of type %s is seen', async (type) => {
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
