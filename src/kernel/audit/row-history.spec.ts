import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rowHistory, type RowWrite } from './row-history.js';

/** Writes as `before>digest`; `?` is a digest that an earlier release did not record. */
const writes = (...texts: readonly string[]): RowWrite[] =>
  texts.map((text, index) => {
    const [before = '', digest = ''] = text.split('>');
    return { before: before === '?' ? null : before, digest, stream: 's', entry: String(index) };
  });
const gaps = (...texts: readonly string[]) => rowHistory(writes(...texts)).gaps.map(({ from, to }) => `${from}>${to}`);

describe('the history of a protected row', () => {
  it('ends with the digest of the last write', () => {
    expect(rowHistory(writes('->a', 'a>b', 'b>b', 'b>c'))).toEqual({ digest: 'c', gaps: [] });
    expect(rowHistory(writes('->a', 'a>-'))).toEqual({ digest: '-', gaps: [] });
    expect(rowHistory(writes('->a', 'a>-', '->a', 'a>b'))).toEqual({ digest: 'b', gaps: [] });
  });

  it('has a gap where the row was altered in place before a genuine write', () => {
    expect(gaps('->a', 'x>b')).toEqual(['a>x']);
    expect(gaps('->a', 'a>b', 'x>c', 'y>d')).toEqual(['b>x', 'c>y']);
    expect(rowHistory(writes('->a', 'x>b')).gaps[0]?.next.entry).toBe('1');
  });

  it('has a gap even if the row was altered back afterwards', () => {
    expect(gaps('->a', 'x>y', 'y>x', 'a>b')).toEqual(['a>x', 'x>a']);
    expect(gaps('->a', 'x>x', 'a>a')).toEqual(['a>x', 'x>a']);
  });

  it('has a gap if the row was deleted or inserted outside the system', () => {
    expect(gaps('->a', '->b')).toEqual(['a>-']);
    expect(gaps('a>b')).toEqual(['->a']);
  });

  it('accepts what an earlier release did not record', () => {
    expect(rowHistory(writes('?>a', '?>b', 'b>c'))).toEqual({ digest: 'c', gaps: [] });
    expect(gaps('?>a', '?>b', 'a>c')).toEqual(['b>a']);
  });

  it('has no gap once an adoption has recorded the changes', () => {
    expect(rowHistory(writes('->a', 'x>b', 'y>c', 'a>x', 'b>y'))).toEqual({ digest: 'c', gaps: [] });
  });

  it('does not depend on the clocks of the servers', () => {
    const digest = fc.constantFrom('a', 'b', 'c', 'd', 'e', '-');
    fc.assert(
      fc.property(fc.array(digest, { minLength: 1, maxLength: 7 }), fc.infiniteStream(fc.nat()), (digests, random) => {
        const path = digests.map((to, index) => `${digests[index - 1] ?? '-'}>${to}`);
        const shuffled = path
          .map((step) => [random.next().value as number, step] as const)
          .sort(([x], [y]) => x - y)
          .map(([, step]) => step);
        expect(rowHistory(writes(...shuffled))).toEqual({ digest: digests.at(-1), gaps: [] });
      }),
    );
  });
});
