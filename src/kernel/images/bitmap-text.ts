/**
 * A font of 5 × 7 dots, because a production machine may have no fonts. By character: its five columns, one byte each,
 * whose lowest bit is the top dot.
 */
const FONT: Readonly<Record<string, string>> = {
  '+': '08083e0808',
  '-': '0808080808',
  '.': '0060600000',
  '/': '2010080402',
  '0': '3e5149453e',
  '1': '00427f4000',
  '2': '7249494946',
  '3': '2141494d33',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494931',
  '7': '4121110907',
  '8': '3649494936',
  '9': '464949291e',
  ':': '0000140000',
  '?': '0201590906',
  '@': '3e415d594e',
  A: '7c1211127c',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141413e',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e41415173',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f021c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '2649494932',
  T: '03017f0103',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0304780403',
  Z: '6159494d43',
  _: '4040404040',
};

const COLUMNS = 5;
const ADVANCE = COLUMNS + 1;
export const TEXT_HEIGHT = 7;

/** The width in dots. */
export function textWidth(text: string): number {
  return text.length * ADVANCE;
}

/** The text as an SVG path of one unit per dot, in capitals. A character without a glyph becomes '?'. */
export function glyphPath(text: string): string {
  return [...text.toUpperCase()]
    .map((character, index) => (character === ' ' ? '' : glyph(FONT[character] ?? FONT['?'] ?? '', index * ADVANCE)))
    .join('');
}

function glyph(columns: string, left: number): string {
  let path = '';
  for (let column = 0; column < COLUMNS; column += 1) {
    const bits = Number.parseInt(columns.slice(column * 2, column * 2 + 2), 16);
    for (let row = 0; row < TEXT_HEIGHT; row += 1) {
      if ((bits >> row) & 1) path += `M${String(left + column)} ${String(row)}h1v1h-1z`;
    }
  }
  return path;
}
