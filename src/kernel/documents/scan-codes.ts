import { Worker } from 'node:worker_threads';
import { readImageHeader } from '../images/open-image.js';
import type { ScanMediaType } from './scan.js';

export interface ScanToRead {
  readonly bytes: Uint8Array;
  readonly mediaType: ScanMediaType;
  /** The shorter side of the smallest image that may contain a readable code, in pixels. */
  readonly minSide: number;
}

const MIN_SIDE = 300;
const TIMEOUT_MS = 15_000;
const MAX_HEAP_MB = 512;
const WORKER = new URL('./scan-codes-worker.mjs', import.meta.url);

let last: Promise<unknown> = Promise.resolve();

/**
 * Reads the QR codes on the pages of a scan that passed its check. Scans are read one at a time. The images are hostile
 * bytes, so each scan has its own worker thread with a time limit; the worker limits what it decompresses.
 * @returns the texts of the codes that were found; a page whose image format is not decoded has none.
 */
export async function readScanCodes(bytes: Uint8Array, mediaType: ScanMediaType): Promise<readonly string[]> {
  if (mediaType !== 'application/pdf' && !(await isLargeImage(bytes))) return [];
  // If the worker cannot start, the codes of this scan are not read; later scans are not affected.
  const reading = last.then(() => readInWorker({ bytes, mediaType, minSide: MIN_SIDE })).catch(() => []);
  last = reading;
  return reading;
}

async function isLargeImage(bytes: Uint8Array): Promise<boolean> {
  const { width, height } = await readImageHeader(bytes);
  return Math.min(width, height) >= MIN_SIDE;
}

function readInWorker(scan: ScanToRead): Promise<readonly string[]> {
  const worker = new Worker(WORKER, {
    workerData: scan,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    execArgv: [],
    stderr: true,
  });
  const timer = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  return new Promise<readonly string[]>((resolve) => {
    worker.once('message', (texts: readonly string[]) => {
      resolve(texts);
      void worker.terminate();
    });
    // Followed by `exit`.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve([]);
    });
  });
}
