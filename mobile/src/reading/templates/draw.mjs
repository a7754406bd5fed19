// Draws the glyph templates of the reader: `node mobile/src/reading/templates/draw.mjs FOLDER…` writes `mono.data.ts`
// and `sans.data.ts` next to this file. It searches the folders for the fonts named below (Debian: fonts-ocr-b,
// fonts-dejavu, fonts-liberation). Needed only when a font is added: the drawn templates are committed.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const fontkit = require('fontkit');
const sharp = require('sharp');
const [WIDTH, HEIGHT, SCALE] = [14, 20, 12];
/** Boxes of proportional type in heights of a capital, with room for the tail of a Q; as in `text-line.ts`. */
const [BOX_HEIGHT, BELOW] = [1.2, 0.18];
const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const MONO = [
  ['ocr-b', 'OCRB.otf'],
  ['dejavu-mono', 'DejaVuSansMono.ttf'],
];
const SANS = [
  ['liberation-bold', 'LiberationSans-Bold.ttf'],
  ['dejavu-bold', 'DejaVuSans-Bold.ttf'],
  ['liberation-narrow-bold', 'LiberationSansNarrow-Bold.ttf'],
  ['liberation', 'LiberationSans-Regular.ttf'],
];

function open(file) {
  for (const folder of process.argv.slice(2)) {
    const path = join(folder, file);
    if (existsSync(path)) return fontkit.openSync(path);
  }
  throw new Error(`${file} is in none of the given folders`);
}

/** Ink of the box (in font units) as WIDTH × HEIGHT values 0…15. */
async function draw(glyph, { left, bottom, width, height }) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * SCALE}" height="${HEIGHT * SCALE}"
    viewBox="${left} ${-(bottom + height)} ${width} ${height}" preserveAspectRatio="none">
    <rect x="${left}" y="${-(bottom + height)}" width="${width}" height="${height}" fill="#fff"/>
    <path transform="scale(1 -1)" d="${glyph.path.toSVG()}"/></svg>`;
  const large = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
  return Array.from({ length: WIDTH * HEIGHT }, (_, index) => {
    const [x, y] = [(index % WIDTH) * SCALE, Math.floor(index / WIDTH) * SCALE];
    let sum = 0;
    for (let dy = 0; dy < SCALE; dy += 1)
      for (let dx = 0; dx < SCALE; dx += 1) sum += 255 - large[(y + dy) * WIDTH * SCALE + x + dx];
    return Math.round((sum / SCALE / SCALE / 255) * 15);
  });
}

const packed = (values) =>
  Buffer.from(values.flatMap((value, index) => (index % 2 ? [] : [value * 16 + values[index + 1]]))).toString('base64');

/** Monospaced type: the same box, a cell of the line, for every glyph. */
async function monoSet([name, file]) {
  const font = open(file);
  const { bbox, advanceWidth } = font.glyphForCodePoint(48);
  const height = (bbox.maxY - bbox.minY) / 0.786;
  const box = {
    left: advanceWidth * 0.016,
    width: advanceWidth * 0.968,
    height,
    bottom: (bbox.maxY + bbox.minY - height) / 2,
  };
  const glyphs = [];
  for (const character of `${DIGITS}${CAPITALS}<`)
    glyphs.push(await draw(font.glyphForCodePoint(character.codePointAt(0)), box));
  return `  { name: '${name}', characters: '${DIGITS}${CAPITALS}<', ink: '${packed(glyphs.flat())}' },`;
}

/** Proportional type: a box as wide as each glyph, with its width and bearings stored next to the ink. */
async function sansSet([name, file]) {
  const font = open(file);
  const capital = font.glyphForCodePoint(72).bbox;
  const tall = capital.maxY - capital.minY;
  const [glyphs, aspects, lefts, advances] = [[], [], [], []];
  for (const character of `${DIGITS}${CAPITALS}Ñ`) {
    const glyph = font.glyphForCodePoint(character.codePointAt(0));
    const { minX, maxX } = glyph.bbox;
    glyphs.push(
      await draw(glyph, { left: minX, width: maxX - minX, bottom: -BELOW * tall, height: BOX_HEIGHT * tall }),
    );
    aspects.push(Number(((maxX - minX) / tall).toFixed(3)));
    lefts.push(Number((minX / tall).toFixed(3)));
    advances.push(Number((glyph.advanceWidth / tall).toFixed(3)));
  }
  return `  { name: '${name}', characters: '${DIGITS}${CAPITALS}Ñ', aspects: [${aspects}], lefts: [${lefts}], advances: [${advances}], ink: '${packed(glyphs.flat())}' },`;
}

async function write(file, type, sets) {
  const head = `// Drawn by draw.mjs; sources and licences: README.md. ${WIDTH} × ${HEIGHT} values of ink, two in a byte, base64.\n`;
  const body = `import type { ${type} } from './template-set.js';\n\nexport const ${file.toUpperCase()}: readonly ${type}[] = [\n${sets.join('\n')}\n];\n`;
  writeFileSync(join(import.meta.dirname, `${file}.data.ts`), head + body);
}

await write('mono', 'DrawnSet', await Promise.all(MONO.map(monoSet)));
await write('sans', 'DrawnProportionalSet', await Promise.all(SANS.map(sansSet)));
