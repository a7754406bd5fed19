// The type check of the back office sees only what is imported.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./fontkit.d.ts" />
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync, type Font } from 'fontkit';

const require = createRequire(import.meta.url);

export type Face = 'text' | 'strong' | 'code';
export type FontName = Face | 'wide-text' | 'wide-strong';

/** The variable WOFF2 fonts of the screens cannot be subset for embedding; these are static files of the same fonts. */
const atkinson = (family: 'next' | 'mono', weight: number): string => {
  const name = `atkinson-hyperlegible-${family}`;
  const folder = dirname(require.resolve(`@fontsource/${name}/package.json`));
  return join(folder, 'files', `${name}-latin-${String(weight)}-normal.woff`);
};

const noto = (folder: string, file: string): string =>
  join(dirname(require.resolve('@expo-google-fonts/noto-sans/package.json')), folder, file);

const FILES: Readonly<Record<FontName, () => string>> = {
  text: () => atkinson('next', 400),
  strong: () => atkinson('next', 600),
  code: () => atkinson('mono', 400),
  // Has the letters that Atkinson lacks, and places combining marks over and under them.
  'wide-text': () => noto('400Regular', 'NotoSans_400Regular.ttf'),
  'wide-strong': () => noto('600SemiBold', 'NotoSans_600SemiBold.ttf'),
};
const NAMES = Object.keys(FILES) as FontName[];

/** The path of each font. */
export function fontFiles(): ReadonlyMap<FontName, string> {
  return new Map(NAMES.map((name) => [name, FILES[name]()]));
}

interface OpenFont {
  readonly font: Font;
  readonly letters: ReadonlySet<number>;
}

const opened = new Map<FontName, OpenFont>();

function open(name: FontName): OpenFont {
  const known = opened.get(name);
  if (known) return known;
  const font = openSync(FILES[name]());
  const entry = { font, letters: new Set(font.characterSet) };
  opened.set(name, entry);
  return entry;
}

/** The font that prints a text: one font for all of it, so that a name with one rare letter looks uniform. */
export function fontFor(face: Face, text: string): FontName {
  const { letters } = open(face);
  const covered =
    !/\p{M}/u.test(text) && [...text].every((each) => /\s/u.test(each) || letters.has(each.codePointAt(0) ?? 0));
  return covered ? face : face === 'strong' ? 'wide-strong' : 'wide-text';
}

/** A text as shapes, which no program extracts as text. The baseline begins at the origin; y grows downwards. */
export function outline(text: string, size: number): { readonly path: string; readonly width: number } {
  const { font } = open(fontFor('strong', text));
  const run = font.layout(text);
  const scale = size / font.unitsPerEm;
  let x = 0;
  const paths = run.glyphs.map((glyph, index) => {
    const path = glyph.path.scale(scale, -scale).translate(x, 0).toSVG();
    x += (run.positions[index]?.xAdvance ?? 0) * scale;
    return path;
  });
  return { path: paths.join(''), width: x };
}
