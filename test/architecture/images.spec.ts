import { describe, expect, it } from '@jest/globals';
import { productionSources, read } from './support.js';

/** Opens every uploaded image. */
const OPENER = 'src/kernel/images/open-image.ts';
/** Code that draws its own pictures and opens none. */
const DRAWS = /^src\/(demonstration|load)\//;
const IMPORT = /(?<!import type \{[^}]*\} )(from|import\(|require\()\s*'sharp'/;

describe('sharp', () => {
  it('is imported only where uploaded images are opened within limits, and by code that draws fictitious ones', () => {
    const importers = productionSources().filter((path) => IMPORT.test(read(path)));
    expect(importers.filter((path) => !DRAWS.test(path))).toEqual([OPENER]);
  });
});
