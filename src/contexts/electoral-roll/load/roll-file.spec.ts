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

describe('the fictitious roll', () => {
  it('has the same electors for the same seed and other electors for another seed', () => {
    expect([...inventedRollLines(roll)].join('')).toBe([...inventedRollLines(roll)].join(''));
    expect(inventedElector(7, 12)).not.toEqual(inventedElector(8, 12));
  });

  it('has only identifiers that pass every check', () => {
    for (const elector of inventedElectors(7, 2_000)) {
      expect([
        ...checkClaveElector(elector.claveElector, elector),
        ...checkCurp(elector.curp, elector),
        ...checkOcr(elector.ocr, elector.seccion),
      ]).toEqual([]);
    }
  });

  it('never repeats a CIC or a citizen identifier', () => {
    const cics = new Set<string>();
    const citizens = new Set<string>();
    for (const { cic, identificadorCiudadano } of inventedElectors(7, 20_000)) {
      cics.add(cic);
      citizens.add(identificadorCiudadano);
    }
    expect([cics.size, citizens.size]).toEqual([20_000, 20_000]);
  });
});

describe('a roll file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roll-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read back as it was written', async () => {
    const path = join(folder, 'cut.csv');
    await generateRoll(path, roll);
    const file = await openRollFile(path);
    const clave = (await rowsOf(file)).map((line, index) => parseElector(line, index + 3).claveElector);
    expect(file.header).toMatchObject({ cut: roll.cut, electors: 300 });
    expect(clave.sort()).toEqual([...inventedElectors(7, 300)].map((elector) => elector.claveElector).sort());
  });

  it('is rejected if it has fewer electors than its header states', async () => {
    const path = join(folder, 'short.csv');
    await writeFile(path, [...inventedRollLines(roll)].join('').split('\n').slice(0, 100).join('\n'));
    const file = await openRollFile(path);
    await expect(rowsOf(file)).rejects.toThrow('el encabezado declara 300 personas y el archivo tiene 98');
  });

  it('yields the same rows when compressed with gzip or written with CRLF', async () => {
    const [path, compressed, crlf] = ['plain.csv', 'compressed.csv.gz', 'crlf.csv'].map((name) => join(folder, name));
    if (path === undefined || compressed === undefined || crlf === undefined) throw new Error('three paths');
    const text = [...inventedRollLines(roll)].join('');
    await writeFile(path, text);
    await writeFile(compressed, gzipSync(text));
    await writeFile(crlf, text.replaceAll('\n', '\r\n'));
    const plain = await rowsOf(await openRollFile(path));
    expect(plain).toHaveLength(300);
    expect(await rowsOf(await openRollFile(compressed))).toEqual(plain);
    expect(await rowsOf(await openRollFile(crlf))).toEqual(plain);
  });

  it('never passes the fast check with a row that the cell check rejects', async () => {
    const valid = inventedElector(7, 1);
    const invalid: Partial<Record<keyof RollElector, string>>[] = [
      { claveElector: valid.claveElector.slice(1) },
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
    for (const [index, change] of invalid.entries()) {
      const path = join(folder, `invalid-${String(index)}.csv`);
      const row = formatElector({ ...valid, ...change } as RollElector);
      const head = [...inventedRollLines({ ...roll, electors: 1 })].join('').split('\n').slice(0, 2).join('\n');
      await writeFile(path, `${head}\n${row}\n`);
      await expect(openRollFile(path).then(rowsOf)).rejects.toThrow(RollFormatError);
    }
  });

  it('is rejected if it does not contain a roll cut', async () => {
    const path = join(folder, 'other.csv');
    await writeFile(path, 'clave,nombre\n');
    await expect(openRollFile(path)).rejects.toThrow(RollFormatError);
  });

  it('is rejected with an error that names the line and column of an invalid value, but never the value', () => {
    const line = formatElector({ ...inventedElector(7, 1), cic: '12345' });
    expect(() => parseElector(line, 9)).toThrow(new RollFormatError(9, 'cic no es válido'));
  });

  it('preserves commas and quotes in a name', () => {
    const elector = { ...inventedElector(7, 1), nombre: 'ANA "LA NIÑA", S' };
    expect(parseElector(formatElector(elector), 3).nombre).toBe('ANA "LA NIÑA", S');
  });
});

/** All rows of the file; those of a block sorted by entidad. */
async function rowsOf({ blocks }: RollCutFile): Promise<string[]> {
  const rows: string[] = [];
  for await (const { lines } of blocks) {
    for (const [, text] of [...lines].sort()) rows.push(...text.split('\n').slice(0, -1));
  }
  return rows;
}
