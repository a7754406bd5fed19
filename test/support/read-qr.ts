import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** @returns the texts of the QR codes in a PNG image. */
export async function readQr(image: Uint8Array): Promise<string[]> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
  const read = await readBarcodes(new Uint8Array(image), { formats: ['QRCode'] });
  return read.map(({ text }) => text);
}
