import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Picture } from './image.js';
import type { ReadCode } from './reading.js';

/** The barcode reader's WebAssembly, always served by the app: the library's default is an external host. */
export type WasmSource = { readonly url: string } | { readonly bytes: ArrayBuffer };

const FORMATS = { Code128: 'code128', PDF417: 'pdf417', QRCode: 'qr' } as const;
export type CodeFormat = ReadCode['format'];

export function prepareCodes(source: WasmSource): void {
  prepareZXingModule({
    overrides: 'url' in source ? { locateFile: () => source.url } : { wasmBinary: source.bytes },
  });
}

/** Reads codes of the given formats. Missing ones are searched for again in a flattened and enlarged picture. */
export async function readCodes(
  picture: Picture,
  wanted: readonly CodeFormat[],
  flattened: () => Picture,
): Promise<ReadCode[]> {
  if (wanted.length === 0) return [];
  const first = await read(picture, wanted);
  const missing = wanted.filter((format) => !first.some((code) => code.format === format));
  if (missing.length === 0) return first;
  return [...first, ...(await read(flattened(), missing))];
}

async function read(picture: Picture, wanted: readonly CodeFormat[]): Promise<ReadCode[]> {
  const labels = Object.entries(FORMATS).flatMap(([label, format]) =>
    wanted.includes(format) ? [label as Label] : [],
  );
  const found = await readBarcodes(asImageData(picture), { formats: labels, tryHarder: true, maxNumberOfSymbols: 4 });
  return found.flatMap(({ isValid, format, text }) =>
    isValid && format in FORMATS ? [{ format: FORMATS[format as Label], text }] : [],
  );
}

type Label = keyof typeof FORMATS;

/** The fields of `ImageData` that the reader uses; Node has no such class. */
function asImageData({ data, width, height }: Picture): ImageData {
  const pixels = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { data: pixels, width, height, colorSpace: 'srgb' };
}
