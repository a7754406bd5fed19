import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface PdfLimits {
  /** Objects and their nested values. */
  readonly objects: number;
  /** Pixels of one image. */
  readonly imagePixels: number;
}

export type PdfFault =
  | { readonly kind: 'damaged' | 'encrypted' | 'active' | 'empty' | 'too-complex' }
  /** Only text and shapes, as this system issues its documents: nobody scanned or signed it. */
  | { readonly kind: 'unmarked' }
  | { readonly kind: 'too-many-pixels'; readonly pixels: number };

/** An office scanner at 600 dots per inch makes 34 million pixels of a letter page. */
const LIMITS: PdfLimits = { objects: 200_000, imagePixels: 100_000_000 };
const TIMEOUT_MS = 20_000;
const MAX_HEAP_MB = 512;
const WORKER = new URL('./pdf-worker.mjs', import.meta.url);

/** An idle worker ends, because the parser takes about 50 MB. */
const IDLE_MS = 60_000;

let last: Promise<unknown> = Promise.resolve();
let running: Promise<Worker> | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * Parses a PDF and looks for what a scan never has: active content, attached files, a password. Files are inspected one
 * at a time. The parser reads hostile bytes, so it runs in a worker thread, which is terminated if it takes too long or
 * too much memory.
 * @throws Error if the worker thread cannot start.
 */
export function inspectPdf(bytes: Uint8Array): Promise<PdfFault | undefined> {
  const inspection = last.then(() => inspectInWorker(bytes));
  last = inspection.catch(() => undefined);
  return inspection;
}

async function inspectInWorker(bytes: Uint8Array): Promise<PdfFault | undefined> {
  clearTimeout(idle);
  const started = (running ??= startWorker());
  const forget = (): void => {
    if (running === started) running = undefined;
  };
  // A worker that could not start is not the fault of the next file.
  started.catch(forget);
  const worker = await started;
  const timer = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  try {
    return await new Promise<PdfFault | undefined>((resolve) => {
      worker.removeAllListeners('message').on('message', resolve);
      // Without an answer, it ran out of time or memory.
      worker.removeAllListeners('exit').on('exit', () => {
        forget();
        resolve({ kind: 'too-complex' });
      });
      worker.postMessage(bytes);
    });
  } finally {
    clearTimeout(timer);
    idle = setTimeout(() => {
      forget();
      void worker.terminate();
    }, IDLE_MS).unref();
  }
}

/** Starts the worker thread, which reports once its modules are loaded: before that, no file is to blame. */
async function startWorker(): Promise<Worker> {
  const worker = new Worker(WORKER, {
    workerData: LIMITS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    execArgv: [],
    stderr: true,
  });
  await once(worker, 'message');
  // Followed by `exit`.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}
