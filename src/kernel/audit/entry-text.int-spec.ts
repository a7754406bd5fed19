import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { jsonbText } from './entry-text.js';

let context: TestContext;
beforeAll(async () => {
  context = await contextModule([]);
}, 60_000);
afterAll(() => context.close());

const inPostgres = async (value: unknown): Promise<string> => {
  const [row] = await asOwner(context.module).execute<{ text: string }[]>('select ?::jsonb::text as text', [
    JSON.stringify(value),
  ]);
  return row?.text ?? '';
};

describe('the text of the details of an audit entry', () => {
  it.each([
    {},
    { b: 1, a: 2, aa: 3, ñ: 4, 'z z': 5 },
    { small: 1e-7, exact: 1.5e-10, large: 1e21, larger: 1.25e25, negative: -3e-9, zero: -0, decimal: 0.1 },
    { text: 'quote " backslash \\ tab \t new line \n bell \u0007 ñ 😀 \u2028 \u007f' },
    { list: [1, 'two', null, true, { deep: [[]] }], nothing: null, no: false },
  ])('is the same as PostgreSQL’s own text for %j', async (value) => {
    expect(jsonbText(JSON.parse(JSON.stringify(value)))).toBe(await inPostgres(value));
  });
});
