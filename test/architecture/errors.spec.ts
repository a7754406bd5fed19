import { describe, expect, it } from '@jest/globals';
import { filesUnder, productionSources, read } from './support.js';

type Texts = Readonly<Record<string, string>>;

const catalogues = filesUnder('src', /^errors\.es\.json$/).map((path) => JSON.parse(read(path)) as Texts);
const texts: Texts = Object.assign({}, ...catalogues) as Texts;
const sources = productionSources('src').map((path) => ({ path, source: read(path) }));

/** Between quotes, or at the end of an address: `?error=PORTAL.NOT_REGISTERED`. */
const CODE = /(?:'|[?&]error=)([A-Z][A-Z_]+\.[A-Z][A-Z_]+)['`]/g;
/** A code put together of a prefix and the reason that a check answers with: `AUXILIARIES.${code}`. */
const COMPOSED = /`([A-Z][A-Z_]+)\.\$\{/;
const REASON = /'([A-Z][A-Z_]+)'/g;
const REFUSED = /problem\('([A-Z_]+)', 'refuse'/g;

const all = (source: string, pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, found]) => found ?? '');

const literal = sources.flatMap(({ source }) => all(source, CODE));
const composers = sources.filter(({ source }) => COMPOSED.test(source));

interface Check {
  readonly name: string;
  readonly refuses: readonly string[];
}

/** Each check with the reasons it refuses with; its helpers stand below it, before the next export. */
const checks: readonly Check[] = sources
  .filter(({ path }) => path.startsWith('src/electoral/identifiers/'))
  .flatMap(({ source }) => source.split(/^export (?=function)/m).slice(1))
  .map((block) => ({ name: /^function (\w+)/.exec(block)?.[1] ?? '', refuses: all(block, REFUSED) }));

/** The reasons that the checks which a file calls may refuse with. */
function refusedBy(source: string): string[] {
  return checks.filter(({ name }) => source.includes(`${name}(`)).flatMap(({ refuses }) => refuses);
}

describe('the catalogue of errors', () => {
  it('has a Spanish sentence for every code in the sources', () => {
    expect([...new Set(literal)].filter((code) => !(code in texts))).toEqual([]);
  });

  it('has one for every reason that a check of an identifier may refuse with', () => {
    const composed = composers.flatMap(({ source }) => {
      const prefix = COMPOSED.exec(source)?.[1] ?? '';
      return refusedBy(source).map((reason) => `${prefix}.${reason}`);
    });
    expect(composed.length).toBeGreaterThan(0);
    expect([...new Set(composed)].filter((code) => !(code in texts))).toEqual([]);
  });

  it('has no sentence that nothing says', () => {
    const composable = new Set(
      composers.flatMap(({ source }) => {
        const prefix = COMPOSED.exec(source)?.[1] ?? '';
        return [...all(source, REASON), ...refusedBy(source)].map((reason) => `${prefix}.${reason}`);
      }),
    );
    const said = new Set(literal);
    expect(Object.keys(texts).filter((code) => !said.has(code) && !composable.has(code))).toEqual([]);
  });

  it('tells each code once', () => {
    const codes = catalogues.flatMap((catalogue) => Object.keys(catalogue));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('says what is wrong and then how to mend it', () => {
    const short = Object.entries(texts).filter(
      ([, text]) => text.split(/(?<=[.;:?]) /).length < 2 || !text.endsWith('.'),
    );
    expect(short.map(([code]) => code)).toEqual([]);
  });

  it('speaks to the person as usted, without a word of ours', () => {
    const wrong = Object.entries(texts).filter(([, text]) =>
      /\b(tu|tus|puedes|debes|null|undefined|error)\b/i.test(text),
    );
    expect(wrong.map(([code]) => code)).toEqual([]);
  });
});
