import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { reconcile, type ClosingFigures } from './reconciliation.js';

const whole: ClosingFigures = {
  received: 5,
  classes: { valido: 3, fotocopia: 0, baja: 2 },
  answersDue: 0,
  desk: { pendiente: 0, asignado: 0, revisado: 5 },
  rows: 5,
};
const refusal = (figures: ClosingFigures): unknown => {
  try {
    reconcile(figures);
    return 'none';
  } catch (error) {
    return error instanceof DomainError ? { code: error.code, params: error.params } : error;
  }
};

describe('reconciliation of figures (§13.2 D)', () => {
  it('passes when every record is received, classified, reviewed and ready', () => {
    expect(refusal(whole)).toBe('none');
    expect(
      refusal({ received: 0, classes: {}, answersDue: 0, desk: { pendiente: 0, asignado: 0, revisado: 0 }, rows: 0 }),
    ).toBe('none');
  });

  it.each([
    ['received', { received: 6 }],
    ['a class', { classes: { valido: 4, baja: 2 } }],
    ['the desk', { desk: { pendiente: 0, asignado: 0, revisado: 4 } }],
    ['the rows', { rows: 4 }],
  ])('stops the delivery when %s differs by a single record', (_, change: Partial<ClosingFigures>) => {
    expect(refusal({ ...whole, ...change })).toMatchObject({ code: 'RESULTS.FIGURES_DIFFER' });
  });

  it('names the numbers that differ', () => {
    expect(refusal({ ...whole, received: 6 })).toEqual({
      code: 'RESULTS.FIGURES_DIFFER',
      params: { received: 6, classified: 5, reviewed: 5, rows: 5 },
    });
  });

  it('stops while one record waits at the desk, assigned or not (§13.2 B)', () => {
    expect(refusal({ ...whole, desk: { pendiente: 1, asignado: 2, revisado: 2 } })).toEqual({
      code: 'RESULTS.DESK_NOT_DONE',
      params: { waiting: 3, reviewed: 2 },
    });
  });

  it('stops while the roll owes one record an answer, as of the cut named for the close (§13.2 C, decision 15)', () => {
    expect(refusal({ ...whole, answersDue: 1 })).toEqual({ code: 'RESULTS.ANSWERS_DUE', params: { answersDue: 1 } });
  });

  it.each(['en-procesamiento', 'mesa-de-control'])('stops while one record is «%s» (§13.2 C)', (name) => {
    expect(refusal({ ...whole, classes: { valido: 4, [name]: 1 } })).toEqual({
      code: 'RESULTS.NOT_VERIFIED',
      params: { unfinished: 1 },
    });
  });
});
