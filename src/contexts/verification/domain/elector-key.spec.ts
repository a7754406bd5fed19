import { describe, expect, it } from '@jest/globals';
import { electorKeyInput, provisionalKeyInputs } from './elector-key.js';

const contest = { processId: 'p', officeId: 'o' };

describe('the input of the elector key (decision 11)', () => {
  it('depends on the elector, not on the card', () => {
    expect(electorKeyInput(contest, 'S1')).toEqual({
      keyName: 'elector.p.o',
      parts: ['elector-key/1', 'p', 'o', 'stable', 'S1'],
    });
  });

  it('names a different key for each office', () => {
    expect(electorKeyInput({ ...contest, officeId: 'q' }, 'S1').keyName).not.toBe(
      electorKeyInput(contest, 'S1').keyName,
    );
  });

  it('contains the kind of each provisional identifier, so that equal digits of two kinds never collide', () => {
    const inputs = provisionalKeyInputs(contest, {
      cic: '123456789',
      identificadorCiudadano: '123456789',
      nombre: 'ANA',
    });
    expect(inputs.map(({ parts }) => parts.slice(3))).toEqual([
      ['cic', '123456789'],
      ['identificadorCiudadano', '123456789'],
    ]);
  });
});
