// Decompression bombs and files that only claim to be images. Intake must accept records with them, because it does not
// decrypt parts; verification must survive them.
import { deflateSync, gzipSync } from 'node:zlib';

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function png(width, height, pixels, { interlaced = false, colour = 2 } = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width >>> 0, 0);
  head.writeUInt32BE(height >>> 0, 4);
  head.set([8, colour, 0, 0, interlaced ? 1 : 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** A JPEG header with the given dimensions and no image data. */
function jpegOf(width, height) {
  const frame = Buffer.from([
    0xff,
    0xc0,
    0,
    17,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    3,
    1,
    0x22,
    0,
    2,
    0x11,
    1,
    3,
    0x11,
    1,
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), frame, Buffer.from([0xff, 0xd9])]);
}

const zeroes = (megabytes) => deflateSync(Buffer.alloc(megabytes * 1024 * 1024), { level: 9 });
const svg = (body) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000">${body}</svg>`);

/** Name → bytes of a part. */
export function bombs() {
  const entities = `<!DOCTYPE s [${Array.from({ length: 12 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')}<!ENTITY a0 "ja">]>`;
  return {
    'PNG of 60,000 × 60,000': png(60_000, 60_000, zeroes(100)),
    'PNG of 2³¹−1 × 2³¹−1': png(0x7fffffff, 0x7fffffff, zeroes(1)),
    'PNG of 6,300 × 6,300, just within the limit': png(
      6300,
      6300,
      deflateSync(Buffer.alloc(6300 * (6300 * 3 + 1)), { level: 9 }),
    ),
    'interlaced PNG of 6,300 × 6,300': png(6300, 6300, deflateSync(Buffer.alloc(6300 * (6300 * 3 + 1)), { level: 9 }), {
      interlaced: true,
    }),
    'PNG with more pixels than declared': png(1200, 800, zeroes(200)),
    'PNG with fewer pixels than declared': png(1200, 800, deflateSync(Buffer.alloc(100))),
    'PNG of zero width': png(0, 0, zeroes(1)),
    'JPEG of 65,535 × 65,535': jpegOf(65_535, 65_535),
    'gzip of 200 MB': gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 }),
    'zip declared as an image': Buffer.concat([Buffer.from('PK\u0003\u0004'), zeroes(50)]),
    'SVG with a billion laughs': Buffer.concat([Buffer.from(entities), svg('<text>&a9;</text>')]),
    'SVG that references a local file': svg('<image href="file:///etc/passwd" width="2000" height="2000"/>'),
    HTML: Buffer.from('<script>alert(1)</script>'.repeat(4000)),
    'a single zero byte': Buffer.from([0]),
    'one repeated byte': Buffer.alloc(2_000_000, 0xff),
  };
}
