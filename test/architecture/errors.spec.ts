import { describe, expect, it } from '@jest/globals';
import { filesUnder, productionSources, read } from './support.js';

type Texts = Readonly<Record<string, string>>;

const catalogues = filesUnder('src', /^errors\.es\.json$/).map((path) => JSON.parse(read(path)) as Texts);
const texts: Texts = Object.assign({}, ...catalogues) as Texts;
const sources = productionSources('src').map((path) => ({ path, source: read(path) }));

/** In quotes, or at the end of a URL: `?error=PORTAL.NOT_REGISTERED`. */
const CODE = /(?:'|[?&]error=)([A-Z][A-Z_]+\.[A-Z][A-Z_]+)['`]/g;
/** A code composed of a prefix and the reason that an identifier check returns: `AUXILIARIES.${code}`. */
const COMPOSED = /`([A-Z][A-Z_]+)\.\$\{/;
const REASON = /'([A-Z][A-Z_]+)'/g;
const REFUSAL = /problem\('([A-Z_]+)', 'refuse'/g;

const capturesOf = (source: string, pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, captured]) => captured ?? '');

const literalCodes = sources.flatMap(({ source }) => capturesOf(source, CODE));
const composingSources = sources.filter(({ source }) => COMPOSED.test(source));

interface Check {
  readonly name: string;
  readonly reasons: readonly string[];
}

/** Each check with the reasons it can return. Its helpers are below it, before the next export. */
const checks: readonly Check[] = sources
  .filter(({ path }) => path.startsWith('src/electoral/identifiers/'))
  .flatMap(({ source }) => source.split(/^export (?=function)/m).slice(1))
  .map((block) => ({ name: /^function (\w+)/.exec(block)?.[1] ?? '', reasons: capturesOf(block, REFUSAL) }));

/** The reasons that the checks called in a file can return. */
function reasonsOfCalledChecks(source: string): string[] {
  return checks.filter(({ name }) => source.includes(`${name}(`)).flatMap(({ reasons }) => reasons);
}

describe('the error catalogue', () => {
  it('has a Spanish text for every code in the sources', () => {
    expect([...new Set(literalCodes)].filter((code) => !(code in texts))).toEqual([]);
  });

  it('has a text for every reason an identifier check can return', () => {
    const composed = composingSources.flatMap(({ source }) => {
      const prefix = COMPOSED.exec(source)?.[1] ?? '';
      return reasonsOfCalledChecks(source).map((reason) => `${prefix}.${reason}`);
    });
    expect(composed.length).toBeGreaterThan(0);
    expect([...new Set(composed)].filter((code) => !(code in texts))).toEqual([]);
  });

  it('has no unused text', () => {
    const composable = new Set(
      composingSources.flatMap(({ source }) => {
        const prefix = COMPOSED.exec(source)?.[1] ?? '';
        return [...capturesOf(source, REASON), ...reasonsOfCalledChecks(source)].map((reason) => `${prefix}.${reason}`);
      }),
    );
    const used = new Set(literalCodes);
    expect(Object.keys(texts).filter((code) => !used.has(code) && !composable.has(code))).toEqual([]);
  });

  it('defines each code once', () => {
    const codes = catalogues.flatMap((catalogue) => Object.keys(catalogue));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('has at least two clauses in each text, for the problem and for how to fix it', () => {
    const incomplete = Object.entries(texts).filter(
      ([, text]) => text.split(/(?<=[.;:?]) /).length < 2 || !text.endsWith('.'),
    );
    expect(incomplete.map(([code]) => code)).toEqual([]);
  });

  it('contains no form of tú and none of the listed technical words', () => {
    const wrong = Object.entries(texts).filter(([, text]) =>
      /\b(tu|tus|puedes|debes|null|undefined|error)\b/i.test(text),
    );
    expect(wrong.map(([code]) => code)).toEqual([]);
  });
});
