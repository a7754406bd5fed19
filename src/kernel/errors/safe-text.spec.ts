import { describe, expect, it } from '@jest/globals';
import { safeMessage, safeStack } from './safe-text.js';

describe('what a log may say of a failure', () => {
  it('tells where it happened and nothing of the values a driver quotes', () => {
    const error = new Error(
      `insert into "aspirants"."aspirant" ("nombre") values ('María Xolotl')\n - duplicate key\nDetail: Key (nombre)=(María Xolotl)`,
    );
    expect(safeMessage(error)).toBe('Error: insert into');
    expect(safeStack(error)).not.toContain('Xolotl');
    expect(safeStack(error)).toContain('safe-text.spec');
  });

  it('says nothing of what is no error', () => {
    expect(safeStack({ nombre: 'María' })).toBe('unknown failure');
  });
});
