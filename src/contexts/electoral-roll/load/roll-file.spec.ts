import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkClaveElector, checkCurp, checkOcr } from '#electoral/identifiers';
import { generateRoll, inventedRollLines } from '../../../synthetic/generate-roll.js';
import { inventedElector, inventedElectors } from '../../../synthetic/invented-elector.js';
import { type RollElector, formatElector, parseElector, RollFormatError } from '#electoral/roll';
import { openRollFile, type RollCutFile } from './roll-file.js';

const roll = { seed: 7, electors: 300, cut: '2026-11-15', asOf: '2026-11-15T00:00:00-06:00' };

describe('the invented roll', () => {
  it('gives the same electors for the same seed, and others for another', () => {
    expect([...inventedRollLines(roll)].join('')).toBe([...inventedRollLines(roll)].join(''));
    expect(inventedElector(7, 12)).not.toEqual(inventedElector(8, 12));
  });

  it('holds only people whose identifiers pass every check', () => {
    for (const elector of inventedElectors(7, 2_000)) {
      expect([
        ...checkClaveElector(elector.claveElector, elector),
        ...checkCurp(elector.curp, elector),
        ...checkOcr(elector.ocr, elector.seccion),
      ]).toEqual([]);
    }
  });

  it('gives nobody the CIC or citizen identifier of another', () => {
    const cics = new Set<string>();
    const citizens = new Set<string>();
    for (const { cic, identificadorCiudadano } of inventedElectors(7, 20_000)) {
      cics.add(cic);
      citizens.add(identificadorCiudadano);
    }
    expect([cics.size, citizens.size]).toEqual([20_000, 20_000]);
  });
});

describe('the declared file format of a roll cut', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roll-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads back what was written', async () => {
    const path = join(folder, 'cut.csv');
    await generateRoll(path, roll);
    const file = await openRollFile(path);
    const clave = (await rowsOf(file)).map((line, index) => parseElector(line, index + 3).claveElector);
    expect(file.header).toMatchObject({ cut: roll.cut, electors: 300 });
    expect(clave.sort()).toEqual([...inventedElectors(7, 300)].map((elector) => elector.claveElector).sort());
  });

  it('refuses a file that holds fewer electors than its header announces', async () => {
    const path = join(folder, 'short.csv');
    await writeFile(path, [...inventedRollLines(roll)].join('').split('\n').slice(0, 100).join('\n'));
    const file = await openRollFile(path);
    await expect(rowsOf(file)).rejects.toThrow('the header announces 300 electors, the file holds 98');
  });

  it('reads a compressed file, and one with the line ends of another system, as the same rows', async () => {
    const [path, packed, foreign] = ['plain.csv', 'packed.csv.gz', 'foreign.csv'].map((name) => join(folder, name));
    if (path === undefined || packed === undefined || foreign === undefined) throw new Error('three files');
    const text = [...inventedRollLines(roll)].join('');
    await writeFile(path, text);
    await writeFile(packed, gzipSync(text));
    await writeFile(foreign, text.replaceAll('\n', '\r\n'));
    const plain = await rowsOf(await openRollFile(path));
    expect(plain).toHaveLength(300);
    expect(await rowsOf(await openRollFile(packed))).toEqual(plain);
    expect(await rowsOf(await openRollFile(foreign))).toEqual(plain);
  });

  it('lets through at once no row that is refused cell by cell', async () => {
    const sound = inventedElector(7, 1);
    const wrong: Partial<Record<keyof RollElector, string>>[] = [
      { claveElector: sound.claveElector.slice(1) },
      { cic: '12345' },
      { ocr: '1' },
      { numeroEmision: '1' },
      { fechaNacimiento: '1980-02-30' },
      { fechaNacimiento: '1980-13-01' },
      { entidad: '2' },
      { seccion: '22' },
      { registryStatus: 'baja', bajaCause: '' },
      { registryStatus: 'padron', bajaCause: 'defuncion' },
      { registryStatus: 'perdido', bajaCause: '' },
      { stableKey: '' },
    ];
    for (const [index, change] of wrong.entries()) {
      const path = join(folder, `wrong-${String(index)}.csv`);
      const row = formatElector({ ...sound, ...change } as RollElector);
      const head = [...inventedRollLines({ ...roll, electors: 1 })].join('').split('\n').slice(0, 2).join('\n');
      await writeFile(path, `${head}\n${row}\n`);
      await expect(openRollFile(path).then(rowsOf)).rejects.toThrow(RollFormatError);
    }
  });

  it('refuses what is no roll cut', async () => {
    const path = join(folder, 'other.csv');
    await writeFile(path, 'clave,nombre\n');
    await expect(openRollFile(path)).rejects.toThrow(RollFormatError);
  });

  it('names line and column of a wrong value, never the value', () => {
    const line = formatElector({ ...inventedElector(7, 1), cic: '12345' });
    expect(() => parseElector(line, 9)).toThrow(new RollFormatError(9, 'cic is not valid'));
  });

  it('keeps commas and quotes within a name', () => {
    const elector = { ...inventedElector(7, 1), nombre: 'ANA "LA NIÑA", S' };
    expect(parseElector(formatElector(elector), 3).nombre).toBe('ANA "LA NIÑA", S');
  });
});

/** Every row of the file, by entidad. */
async function rowsOf({ blocks }: RollCutFile): Promise<string[]> {
  const rows: string[] = [];
  for await (const { lines } of blocks) {
    for (const [, text] of [...lines].sort()) rows.push(...text.split('\n').slice(0, -1));
  }
  return rows;
}
