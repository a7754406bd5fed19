import { describe, expect, it } from '@jest/globals';
import { productionSources, read } from './support.js';

/** Opens every image that comes from outside. */
const OPENER = 'src/kernel/images/open-image.ts';
/** Draw pictures of their own and open none. */
const DRAWS = /^src\/(demonstration|load)\//;
const IMPORT = /(?<!import type \{[^}]*\} )(from|import\(|require\()\s*'sharp'/;

describe('sharp', () => {
  it('is imported only where images from outside are opened within limits, and by what draws invented ones', () => {
    const importers = productionSources().filter((path) => IMPORT.test(read(path)));
    expect(importers.filter((path) => !DRAWS.test(path))).toEqual([OPENER]);
  });
});
