import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { commitmentOf, listHead, listRow, openedRow, readVerdictList } from './verdict-list.js';

const PROCESS = '0f8fad5b-d9cb-469f-a165-70867728950e';
const [ONE, TWO, ASPIRANT] = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
  'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
];
const commitment = 'c'.repeat(64);
const HEAD = `#apoyo-ciudadano.verdicts;version=1;process=${PROCESS};records=2\nsupportId,aspirantId,commitment\n`;
const FILE = `${HEAD}${ONE},${ASPIRANT},${commitment}\n${TWO},${ASPIRANT},${commitment}\n`;

describe('a published list of verdicts (decision 50)', () => {
  it('is read with the digest that sha256sum prints', () => {
    expect(readVerdictList(Buffer.from(FILE))).toEqual({
      processId: PROCESS,
      digest: createHash('sha256').update(FILE).digest('hex'),
      verdicts: [ONE, TWO].map((supportId) => ({ supportId, aspirantId: ASPIRANT, commitment })),
    });
  });

  it.each([
    ['an unknown header', FILE.replace('version=1', 'version=2'), '1'],
    ['other columns', FILE.replace('commitment\n', 'digest\n'), '2'],
    ['a line that is not a verdict', FILE.replace(`${ONE},`, `${ONE};`), '3'],
    ['lines out of order', FILE.replace(ONE, '33333333-3333-4333-8333-333333333333'), '4'],
    ['a repeated record', FILE.replace(ONE, TWO), '4'],
    ['a missing line', FILE.replace('records=2', 'records=3'), '5'],
    ['a last line that is cut off', FILE.slice(0, -1), '4'],
  ])('is refused with the number of the line if it has %s', (_what, file, line) => {
    expect(() => readVerdictList(Buffer.from(file))).toThrow(new SyntaxError(line));
  });

  it('is written in the format in which it is read', () => {
    const rows = [ONE, TWO].map((supportId) => listRow({ supportId, aspirantId: ASPIRANT, commitment }));
    expect(listHead(PROCESS, 2) + rows.join('')).toBe(FILE);
  });

  it('commits to the verdict without showing it', () => {
    const given = { supportId: ONE, verdict: 'otra', subReason: null, criteriaVersion: 3, reviewerId: 'ana' };
    const salt = Buffer.alloc(32, 1);
    // printf '%s\n%s\notra\n\n3\nana' SALT ID | sha256sum
    const text = `${'01'.repeat(32)}\n${ONE}\notra\n\n3\nana`;
    expect(commitmentOf(given, salt)).toBe(createHash('sha256').update(text).digest('hex'));
    expect(commitmentOf({ ...given, verdict: 'fotocopia' }, salt)).not.toBe(commitmentOf(given, salt));
    expect(commitmentOf(given, Buffer.alloc(32, 2))).not.toBe(commitmentOf(given, salt));
    // Published later: the salt first, then the columns in their order, joined with line breaks, is what was hashed.
    const opened = openedRow(given, salt).trimEnd().split(',');
    expect([opened.at(-1), ...opened.slice(0, -1)].join('\n')).toBe(text);
  });
});
