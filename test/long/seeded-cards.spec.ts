import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cast } from '../../src/demonstration/seed/cast.js';
import { READINGS } from '../../src/demonstration/seed/readings.data.js';
import { readSeededCards } from '../support/read-seeded-cards.js';
import { prepareCodes } from '../../mobile/src/reading/codes.js';

beforeAll(() => {
  const wasm = readFileSync(
    createRequire(join(process.cwd(), 'mobile', 'package.json')).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  prepareCodes({ bytes: Uint8Array.from(wasm).buffer });
});

describe("the demonstration's seeded records (§8.7)", () => {
  it('contain what the app reads from their pictures, and nothing else', async () => {
    expect(await readSeededCards()).toEqual(READINGS);
  }, 240_000);

  it('have readings that contain the name of the citizen', () => {
    for (const { cic, paterno, nombre } of cast.citizens())
      expect(READINGS[cic]?.offered).toMatchObject({ paterno, nombre });
  });
});
