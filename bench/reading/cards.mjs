// Cards of fictitious people, as drawn by the demonstration, with the same kinds of codes as real cards.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { credentialBack, credentialFront } from '../../src/demonstration/builders/credential-image.ts';
import { pictureOf } from './camera.mjs';

const require = createRequire(new URL('../../mobile/package.json', import.meta.url));
const { prepareZXingModule, writeBarcode } = await import('zxing-wasm/writer');
const wasm = readFileSync(require.resolve('zxing-wasm/writer/zxing_writer.wasm'));
prepareZXingModule({
  overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) },
});

/** Content of the codes on a card of this type; the real content of most is not public. */
export function codesOf({ credentialType, ocr, cic, claveElector, curp }) {
  if (credentialType === 'C') return [{ format: 'Code128', text: ocr }];
  if (credentialType === 'E') return [{ format: 'Code128', text: cic }];
  if (credentialType === 'D' || credentialType === 'F')
    return [{ format: 'PDF417', text: `${cic}|${ocr}|${claveElector}|${curp}` }];
  return [{ format: 'QRCode', text: `https://qr.example/${cic}` }];
}

export async function frontOf(person) {
  return pictureOf(await credentialFront(person, { cardOnly: true }));
}

export async function backOf(person) {
  const blank = { input: { create: { width: 800, height: 460, channels: 3, background: '#fff' } }, left: 40, top: 110 };
  const [code] = codesOf(person);
  const { image } = await writeBarcode(code.text, { format: code.format, scale: 4 });
  const box = code.format === 'QRCode' ? { width: 380, height: 380 } : { width: 740, height: 220 };
  const drawn = await sharp(Buffer.from(await image.arrayBuffer()))
    .resize({ ...box, fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
  const card = sharp(await credentialBack(person, { cardOnly: true })).composite([
    {
      input: await sharp(blank.input)
        .resize(800, box.height + 50)
        .png()
        .toBuffer(),
      left: 30,
      top: 100,
    },
    { input: drawn, left: 60, top: 125 },
  ]);
  return pictureOf(await card.png().toBuffer());
}
