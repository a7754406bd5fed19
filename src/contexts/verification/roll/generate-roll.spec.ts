import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkClaveElector, checkCurp, checkOcr } from '../wire/identifiers/index.js';
import { generateRoll, inventedRollLines } from './generate-roll.js';
import { inventedElector, inventedElectors } from './invented-elector.js';
import { formatElector, openRollFile, parseElector, RollFormatError } from './roll-format.js';

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
    const clave: string[] = [];
    for await (const elector of file.electors) clave.push(elector.claveElector);
    expect(file.header).toMatchObject({ cut: roll.cut, electors: 300 });
    expect(clave).toEqual([...inventedElectors(7, 300)].map((elector) => elector.claveElector));
  });

  it('refuses a file that holds fewer electors than its header announces', async () => {
    const path = join(folder, 'short.csv');
    await writeFile(path, [...inventedRollLines(roll)].join('').split('\n').slice(0, 100).join('\n'));
    const file = await openRollFile(path);
    await expect(async () => {
      for await (const elector of file.electors) expect(elector.claveElector).toHaveLength(18);
    }).rejects.toThrow('the header announces 300 electors, the file holds 98');
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
