import { describe, expect, it } from '@jest/globals';
import { anonymous, systemActor, type Actor } from './actor.js';
import { visibleDimensions, visibleStatement } from './visibility.js';

const actor = (scope: Record<string, string>): Actor => ({ ...anonymous(), kind: 'official', scope });
const BY = { entidad: 't.entidad', aspirantId: 't.id' };
const statementFor = (scope: Record<string, string>) =>
  visibleStatement(actor(scope), 'select 1 from t where {visible} and a = $1', ['a'], BY);

describe('the rows visible to an actor', () => {
  it.each([
    [{ entidad: '22' }, '(t.entidad = $2)', ['22']],
    [{ entidad: '22', aspirantId: 'x' }, '(t.entidad = $2 and t.id = $3)', ['22', 'x']],
    [{ entidad: '*' }, '(true)', []],
    [{ entidad: '*', aspirantId: 'x' }, '(t.id = $2)', ['x']],
    [{}, '(false)', []],
  ])('with scope %j match %s', (scope, condition, values) => {
    expect(statementFor(scope)).toEqual({
      text: `select 1 from t where ${condition} and a = $1`,
      params: ['a', ...values],
    });
  });

  it('are all rows for the system', () => {
    expect(visibleStatement(systemActor('job'), '{visible}', [], BY).text).toBe('(true)');
  });

  it('are limited at every placeholder of the statement', () => {
    const { text, params } = visibleStatement(actor({ entidad: '22' }), '{visible} union {visible}', [], BY);
    expect([text, params]).toEqual(['(t.entidad = $1) union (t.entidad = $1)', ['22']]);
  });

  it('are denied to an actor with a limit that has no column', () => {
    expect(() => statementFor({ entidad: '22', auxiliaryId: 'y' })).toThrow(
      expect.objectContaining({ code: 'ACCESS.OUT_OF_SCOPE', kind: 'not-found' }),
    );
  });

  it('are denied if the statement lacks the placeholder', () => {
    expect(() => visibleStatement(systemActor('job'), 'select 1', [], BY)).toThrow('without {visible}');
  });
});

describe('the counter readings visible to an actor', () => {
  const by = { entidad: 'entidad' };

  it.each([
    [{ entidad: '22' }, {}, { entidad: '22' }],
    [{ entidad: '22' }, { processId: 'p' }, { processId: 'p', entidad: '22' }],
    [{ entidad: '22' }, { entidad: '14' }, undefined],
    [{ entidad: '*' }, { entidad: '14' }, { entidad: '14' }],
    [{}, {}, undefined],
  ])('with scope %j within %j have dimensions %j', (scope, within, dimensions) => {
    expect(visibleDimensions(actor(scope), by, within)).toEqual(dimensions);
  });
});
