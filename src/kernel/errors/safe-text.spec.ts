import { describe, expect, it } from '@jest/globals';
import { safeMessage, safeStack } from './safe-text.js';

describe('a logged error', () => {
  it('has the stack frames but not the values that a driver quotes', () => {
    const error = new Error(
      `insert into "aspirants"."aspirant" ("nombre") values ('María Xolotl')\n - duplicate key\nDetail: Key (nombre)=(María Xolotl)`,
    );
    expect(safeMessage(error)).toBe('Error: insert into');
    expect(safeStack(error)).not.toContain('Xolotl');
    expect(safeStack(error)).toContain('safe-text.spec');
  });

  it('has no content of a value that is not an Error', () => {
    expect(safeStack({ nombre: 'María' })).toBe('unknown failure');
  });
});
