import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { readEmblemFile, MAX_EMBLEM_BYTES, MAX_SIDE } from '../domain/emblem-file.js';
import { renderEmblem, MAX_SMALL_BYTES } from './render-emblem.js';

const text = (content: string) => new TextEncoder().encode(content);
const svg = (inside: string, attributes = '') =>
  text(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 24"${attributes}>${inside}</svg>`,
  );
const SHAPE = '<circle cx="12" cy="12" r="10" fill="#c4006f"/>';
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c4006f' } });
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe('the emblem of an aspirant (§5.E, §8.2)', () => {
  it.each([
    ['a PNG', async () => picture(900, 300).png().toBuffer()],
    ['a progressive JPEG', async () => picture(900, 300).jpeg({ progressive: true }).toBuffer()],
    ['an SVG', () => Promise.resolve(Buffer.from(svg(SHAPE)))],
    [
      'an SVG from a drawing program',
      () =>
        Promise.resolve(
          Buffer.from(
            `<?xml version="1.0" encoding="UTF-8"?>\n<!-- Creado con un programa -->\n` +
              `<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" ` +
              `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
              `width="24" height="24"><metadata><rdf:RDF><rdf:type rdf:resource="http://purl.org/dc"/></rdf:RDF></metadata>` +
              `<style>.a{fill:url(#b)}</style><defs><linearGradient id="b"><stop offset="0" stop-color="#fff"/></linearGradient></defs>` +
              `<g inkscape:label="Capa 1" class="a"><path id="p" d="M1 1h9v9z"/><use xlink:href="#p" x="3"/></g></svg>`,
          ),
        ),
    ],
  ])('is rendered as PNG from %s, in two sizes', async (_, source) => {
    const { large, small } = await renderEmblem(new Uint8Array(await source()), 'emblema');
    const [ofLarge, ofSmall] = [await sharp(large).metadata(), await sharp(small).metadata()];
    expect([ofLarge.format, ofSmall.format]).toEqual(['png', 'png']);
    expect(Math.max(ofLarge.width, ofLarge.height)).toBe(480);
    expect(Math.max(ofSmall.width, ofSmall.height)).toBe(192);
    expect(small.length).toBeLessThanOrEqual(MAX_SMALL_BYTES);
  });

  it('fits into a lease even if it is random noise', async () => {
    const noise = await sharp(
      Buffer.from(Array.from({ length: 480 * 480 * 3 }, (_, at) => (at * 2_654_435_761) % 251)),
      { raw: { width: 480, height: 480, channels: 3 } },
    )
      .png()
      .toBuffer();
    const { small } = await renderEmblem(new Uint8Array(noise), 'emblema');
    expect(small.length).toBeLessThanOrEqual(MAX_SMALL_BYTES);
  });

  it('contains no metadata of the uploaded file', async () => {
    const withMetadata = await picture(300, 300)
      .withExif({ IFD0: { Copyright: 'Persona Fotógrafa' }, IFD3: { GPSLatitude: '20/1 35/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect(withMetadata.includes('Persona Fot')).toBe(true);
    const { large, small } = await renderEmblem(new Uint8Array(withMetadata), 'emblema');
    for (const rendered of [large, small]) {
      expect(rendered.includes('Persona Fot')).toBe(false);
      const { exif, icc, xmp, comments } = await sharp(rendered).metadata();
      expect([exif, icc, xmp, comments]).toEqual([undefined, undefined, undefined, undefined]);
    }
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script with a namespace prefix', '<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>'],
    ['an event handler', '<g onload="alert(1)"/>'],
    ['an event handler with line breaks', '<g\nOnClick\n=\n"alert(1)"/>'],
    ['foreign content', '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'],
    ['an embedded image', '<image href="data:image/png;base64,AAAA"/>'],
    ['an external image', '<image xlink:href="https://rastreo.example/a.png"/>'],
    ['a local file of the server', '<image xlink:href="file:///etc/passwd"/>'],
    ['a link', '<a href="https://otra.example"><circle r="3"/></a>'],
    ['a javascript: link', '<a href="javascript:alert(1)"><circle r="3"/></a>'],
    ['a use of an external file', '<use href="https://otra.example/a.svg#x"/>'],
    ['an external paint server', '<circle r="3" fill="url(https://otra.example/a.svg#x)"/>'],
    [
      'an external paint server, written with character references',
      '<circle r="3" fill="u&#114;l(&#34;https://otra.example&#34;)"/>',
    ],
    ['an external stylesheet', '<style>@import "https://otra.example/a.css";</style>'],
    ['an external font', '<style>@font-face{font-family:x;src:url(https://otra.example/x.woff)}</style>'],
    ['an escaped reference in a style', '<style>.a{fill:u\\72 l(https://otra.example)}</style>'],
    ['an animation', '<animate attributeName="href" to="javascript:alert(1)"/>'],
    ['a CDATA section', '<style><![CDATA[.a{fill:url(https://otra.example)}]]></style>'],
    ['a processing instruction', '<?xml-stylesheet href="https://otra.example/a.css"?>'],
    ['an undefined entity', '<text>&xxe;</text>'],
    ['an expensive filter', '<filter id="f"><feTurbulence baseFrequency="9"/></filter>'],
    ['nested use elements', '<g id="a">'.concat('<use href="#a"/>'.repeat(13), '</g>')],
    ['a malformed tag', '<circle r=3/>'],
  ])('is rejected if it is an SVG with %s', (_, inside) => {
    expect(() => readEmblemFile(svg(SHAPE + inside), 'emblema')).toThrow('ASPIRANTS.EMBLEM_UNSAFE');
  });

  it.each([
    ['a document type', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>'],
    ['nested entities', '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>'],
    ['an encoding other than UTF-8', '<?xml version="1.0" encoding="UTF-7"?><svg><g/></svg>'],
    ['too many elements', `<svg>${'<g/>'.repeat(5001)}</svg>`],
  ])('is rejected if it is an SVG document with %s', (_, content) => {
    expect(() => readEmblemFile(text(content), 'emblema')).toThrow('ASPIRANTS.EMBLEM_UNSAFE');
  });

  it('is rejected if it is an SVG with any event handler or external reference', () => {
    const hostile = fc.oneof(
      fc.stringMatching(/^on[a-z]{3,12}$/).map((name) => `${name}="x"`),
      fc
        .tuple(
          fc.constantFrom('href', 'xlink:href', 'src'),
          fc.constantFrom('http:', 'https:', 'data:', 'file:', '//', '/'),
        )
        .map(([name, scheme]) => `${name}="${scheme}x"`),
      fc.constantFrom('fill', 'style', 'mask', 'clip-path').map((name) => `${name}="url(http://x/y)"`),
    );
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('g', 'path', 'circle', 'use', 'text'),
        fc.constantFrom(' ', '\n', '\t', ' id="a" '),
        (attribute, element, gap) => {
          expect(() => readEmblemFile(svg(`<${element}${gap}${attribute}/>`), 'emblema')).toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['JPEG', () => picture(40, 40).jpeg().toBuffer()],
    ['progressive JPEG', () => picture(40, 40).jpeg({ progressive: true }).toBuffer()],
    ['PNG', () => picture(40, 40).png().toBuffer()],
  ])('is read only up to the end of the %s, whatever follows it', async (_, source) => {
    const image = new Uint8Array(await source());
    const alone = await renderEmblem(image, 'emblema');
    // As written by phones and editors, and by someone who hides another file behind the image.
    const trailers = [
      '\0\0Image_UTC_Data1795944024295SEFHk',
      '<script>alert(1)</script>',
      '%PDF-1.7',
      'PK\u0003\u0004',
    ];
    for (const trailer of [...trailers.map(text), image, new Uint8Array([0xff, 0xd9])]) {
      const upload = joined(image, trailer);
      expect(Buffer.from(readEmblemFile(upload, 'emblema').bytes).equals(image)).toBe(true);
      expect(await renderEmblem(upload, 'emblema')).toEqual(alone);
    }
  });

  it('is rejected if it is truncated', async () => {
    const png = await picture(40, 40).png().toBuffer();
    const jpeg = await picture(40, 40).jpeg().toBuffer();
    expect(() => readEmblemFile(new Uint8Array(png.subarray(0, -1)), 'emblema')).toThrow('ASPIRANTS.EMBLEM_UNSAFE');
    expect(() => readEmblemFile(new Uint8Array(jpeg.subarray(0, -2)), 'emblema')).toThrow('ASPIRANTS.EMBLEM_UNSAFE');
  });

  it.each([
    ['a GIF', text('GIF89a')],
    ['a PDF', text('%PDF-1.7')],
    ['an HTML page', text('<html><svg/></html>')],
    ['plain text', text('emblema')],
    ['an Office document', text('PK\u0003\u0004')],
    ['binary data', new Uint8Array([0xff, 0xfe, 0x3c, 0x00, 0x73])],
  ])('is rejected if it is %s', (_, bytes) => {
    expect(() => readEmblemFile(bytes, 'emblema')).toThrow('ASPIRANTS.EMBLEM_FORMAT');
  });

  it('is rejected if it is empty or too large', () => {
    expect(() => readEmblemFile(new Uint8Array(), 'emblema')).toThrow('KERNEL.FILE_MISSING');
    expect(() => readEmblemFile(new Uint8Array(MAX_EMBLEM_BYTES + 1), 'emblema')).toThrow('ASPIRANTS.EMBLEM_TOO_LARGE');
  });

  it('is rejected without decoding if it is a decompression bomb', async () => {
    const bomb = pngOf(30_000, 30_000);
    expect(bomb.length).toBeLessThan(MAX_EMBLEM_BYTES);
    expect(() => readEmblemFile(bomb, 'emblema')).toThrow('ASPIRANTS.EMBLEM_UNSAFE');
    await expect(renderEmblem(pngOf(MAX_SIDE, MAX_SIDE), 'emblema')).rejects.toThrow('ASPIRANTS.EMBLEM_UNREADABLE');
    const wide = svg(SHAPE, ' width="900000" height="900000"');
    await expect(renderEmblem(wide, 'emblema')).rejects.toThrow('ASPIRANTS.EMBLEM_UNREADABLE');
  });

  it('is rejected if its image data is corrupt', async () => {
    const jpeg = await picture(400, 400).jpeg().toBuffer();
    const corrupt = new Uint8Array(jpeg);
    corrupt.fill(0x41, 200, 400);
    await expect(renderEmblem(corrupt, 'emblema')).rejects.toThrow('ASPIRANTS.EMBLEM_');
  });
});

/** A small PNG that declares the given size. */
function pngOf(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * 100));
  return joined(
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  );
}

function chunk(name: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(name, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
