import { describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import commands from './backup-commands.js';

describe('the restore command', () => {
  it.each(['2027-02-31T12:00:00-06:00', '2027-02-28T24:30:00-06:00', '2027-02-28T12:00:00', '2027-02-28'])(
    'rejects a value of --until that is not an existing instant: %s',
    async (until) => {
      const restore = commands.find(({ name }) => name === 'restore');
      const files = { from: '/nowhere', key: '/nowhere', database: '/nowhere' };
      await expect(restore?.run({} as INestApplicationContext, { ...files, until }, '')).rejects.toThrow(
        '--until no es un instante',
      );
    },
  );
});
