import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { reconcile, type ClosingFigures } from './reconciliation.js';

const complete: ClosingFigures = {
  received: 5,
  classes: { valido: 3, fotocopia: 0, baja: 2 },
  pendingReviews: 0,
  pendingMatches: 0,
  pendingWithdrawals: 0,
  desk: { pendiente: 0, asignado: 0, incompleto: 0, revisado: 5 },
  unprocessable: 0,
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

describe('the reconciliation of counts (§13.2 D)', () => {
  it('passes when every record is received, classified, reviewed and ready', () => {
    expect(refusal(complete)).toBe('none');
    expect(
      refusal({
        received: 0,
        classes: {},
        pendingReviews: 0,
        pendingMatches: 0,
        pendingWithdrawals: 0,
        desk: { pendiente: 0, asignado: 0, incompleto: 0, revisado: 0 },
        unprocessable: 0,
        rows: 0,
      }),
    ).toBe('none');
  });

  it('counts a record declared «no procesable», which the desk cannot review (decision 67)', () => {
    const classes = { ...complete.classes, 'con-inconsistencia': 1 };
    expect(refusal({ ...complete, received: 6, classes, unprocessable: 1, rows: 6 })).toBe('none');
    expect(refusal({ ...complete, received: 6, classes, rows: 6 })).toMatchObject({ code: 'RESULTS.FIGURES_DIFFER' });
  });

  it.each([
    ['received', { received: 6 }],
    ['a class', { classes: { valido: 4, baja: 2 } }],
    ['the desk', { desk: { pendiente: 0, asignado: 0, incompleto: 0, revisado: 4 } }],
    ['the rows', { rows: 4 }],
  ])('fails if the count «%s» differs by one record', (_, change: Partial<ClosingFigures>) => {
    expect(refusal({ ...complete, ...change })).toMatchObject({ code: 'RESULTS.FIGURES_DIFFER' });
  });

  it('reports the counts', () => {
    expect(refusal({ ...complete, received: 6 })).toEqual({
      code: 'RESULTS.FIGURES_DIFFER',
      params: { received: 6, classified: 5, reviewed: 5, rows: 5 },
    });
  });

  it('fails while a record waits at the desk, assigned or not (§13.2 B)', () => {
    expect(refusal({ ...complete, desk: { pendiente: 1, asignado: 1, incompleto: 1, revisado: 2 } })).toEqual({
      code: 'RESULTS.DESK_NOT_DONE',
      params: { waiting: 3, reviewed: 2 },
    });
  });

  it('fails while a record has no roll match against the cut for the close (§13.2 C, decision 15)', () => {
    expect(refusal({ ...complete, pendingMatches: 1 })).toEqual({
      code: 'RESULTS.ANSWERS_DUE',
      params: { answersDue: 1 },
    });
  });

  it('fails while a support of an aspirant who withdrew still counts (decision 13)', () => {
    expect(refusal({ ...complete, pendingWithdrawals: 2 })).toEqual({
      code: 'RESULTS.WITHDRAWALS_DUE',
      params: { withdrawalsDue: 2 },
    });
  });

  it.each(['en-procesamiento', 'mesa-de-control'])('fails while a record is «%s» (§13.2 C)', (name) => {
    expect(refusal({ ...complete, classes: { valido: 4, [name]: 1 } })).toEqual({
      code: 'RESULTS.NOT_VERIFIED',
      params: { unfinished: 1 },
    });
  });
});
