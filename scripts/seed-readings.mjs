// Reads the cards of the demonstration's citizens with the app's reader and writes what it finds to
// `src/demonstration/seed/readings.data.ts`: node scripts/seed-readings.mjs
// Needed when the reader, the drawn cards or the cast change; `test/long/seeded-cards.spec.ts` fails then.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

register('../bench/lib/typescript-hook.mjs', import.meta.url);
const { prepareCodes } = await import('../mobile/src/reading/codes.ts');
const { readSeededCards } = await import('../test/support/read-seeded-cards.ts');

const require = createRequire(new URL('../mobile/package.json', import.meta.url));
const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
prepareCodes({ bytes: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) });

const file = new URL('../src/demonstration/seed/readings.data.ts', import.meta.url);
const text = readFileSync(file, 'utf8');
const head = text.slice(0, text.indexOf('> = {'));
const { format, resolveConfig } = await import('prettier');
const written = `${head}> = ${JSON.stringify(await readSeededCards(), null, 2)};\n`;
const options = await resolveConfig(file);
writeFileSync(file, await format(written, { ...options, parser: 'typescript' }));
