import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync, type Font } from 'fontkit';

const require = createRequire(import.meta.url);

// The variable WOFF2 fonts of the screens cannot be subset for embedding; these are static files of the same fonts.
const ownFace = (name: string, weight: number): string =>
  join(
    dirname(require.resolve(`@fontsource/${name}/package.json`)),
    'files',
    `${name}-latin-${String(weight)}-normal.woff`,
  );
const NOTO = dirname(require.resolve('@expo-google-fonts/noto-sans/package.json'));

/** Noto Sans has the letters that Atkinson lacks, and places combining marks over and under them. */
const FONTS = {
  text: ownFace('atkinson-hyperlegible-next', 400),
  strong: ownFace('atkinson-hyperlegible-next', 600),
  code: ownFace('atkinson-hyperlegible-mono', 400),
  'wide-text': join(NOTO, '400Regular', 'NotoSans_400Regular.ttf'),
  'wide-strong': join(NOTO, '600SemiBold', 'NotoSans_600SemiBold.ttf'),
} as const;
export type FontName = keyof typeof FONTS;
export type Face = 'text' | 'strong' | 'code';

export const FONT_FILES: ReadonlyMap<FontName, string> = new Map(Object.entries(FONTS) as [FontName, string][]);

const opened = new Map<FontName, { readonly font: Font; readonly letters: ReadonlySet<number> }>();

function open(name: FontName): { readonly font: Font; readonly letters: ReadonlySet<number> } {
  const known = opened.get(name);
  if (known) return known;
  const file = openSync(FONTS[name]);
  if ('fonts' in file) throw new Error(`${name} is a font collection`);
  const entry = { font: file, letters: new Set(file.characterSet) };
  opened.set(name, entry);
  return entry;
}

/** The font that prints a text: never two fonts within it, so that a name with one rare letter looks even. */
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
