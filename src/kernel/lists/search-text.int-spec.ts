import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { searchText } from './search-text.js';

let context: TestContext;

beforeAll(async () => {
  context = await contextModule([]);
}, 60_000);
afterAll(() => context.close());

it('the database and the application normalise a text for searching in the same way', async () => {
  const letter = fc.oneof(
    fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCodePoint(code)),
    fc.integer({ min: 0x1e00, max: 0x1eff }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom(...'áñÑü’ꞌŁøßɨʉªº´`\u0301\u0303\u00a0\u200b\u3000', 'ﬁ', '–'),
  );
  const texts = fc.sample(fc.string({ unit: letter, maxLength: 40 }), { numRuns: 2000, seed: 14 });
  const found = await asOwner(context.module).execute<{ text: string; searched: string }[]>(
    `select text, kernel.search_text(text) as searched from jsonb_array_elements_text(?::jsonb) text`,
    [JSON.stringify(texts)],
  );
  expect(found).toHaveLength(texts.length);
  expect(found.filter(({ text, searched }) => searched !== searchText(text))).toEqual([]);
});
