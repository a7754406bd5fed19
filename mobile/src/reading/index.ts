/**
 * Offline reading of a credential, in a web worker that loads on first use. Nothing leaves the device. A reading never
 * throws: at worst it is `unreadable` with a hint, and the user types the fields.
 */
import type { CredentialTypeKey } from '#electoral/identifiers';
import type { Picture } from './image.js';
import type { FramesRequest, ReadingAnswer, ReadingRequest } from './messages.js';
import type { Reading } from './reading.js';

export { crossCheck } from './cross-check.js';
export { fieldsOffered, fieldsRead, type Reading } from './reading.js';

export type Frame = ImageData | ImageBitmap;

/** Reads the back from one or more frames of the same card. The caller must close the bitmaps. */
export function readBack(type: CredentialTypeKey, frames: readonly Frame[]): Promise<Reading> {
  return request('back', type, frames);
}

/** Reads the front. Its fields are mostly `offered`; `crossCheck` with the back decides which are `read`. */
export function readFront(type: CredentialTypeKey, frames: readonly Frame[]): Promise<Reading> {
  return request('front', type, frames);
}

/** One side of one card, read while its frames are captured. */
export interface BurstReading {
  /** @returns the combined result of all frames so far; once its `state` is `read`, no more are needed. */
  add(frame: Frame): Promise<Reading>;
  /** Releases the burst in the worker. */
  end(): void;
}

/** Reads frames one at a time, each while the next is captured. `readBack` and `readFront` take all frames together. */
export function readBurst(side: Reading['side'], type: CredentialTypeKey): BurstReading {
  nextId += 1;
  const burst = nextId;
  return {
    add: (frame) => request(side, type, [frame], burst),
    end: () => {
      running?.postMessage({ forget: burst } satisfies ReadingRequest);
    },
  };
}

/** Starts the worker before its first use, while the user aims the camera. */
export function warmUp(): void {
  worker();
}

let running: Worker | undefined;
let nextId = 0;
const pending = new Map<number, (reading: Reading | undefined) => void>();

function worker(): Worker {
  if (running) return running;
  const started = new Worker(new URL('./reading.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<ReadingAnswer>) => {
    pending.get(data.id)?.('reading' in data ? data.reading : undefined);
    pending.delete(data.id);
  });
  started.addEventListener('error', () => {
    for (const settle of pending.values()) settle(undefined);
    pending.clear();
    running = undefined;
  });
  running = started;
  return started;
}

async function request(
  side: Reading['side'],
  type: CredentialTypeKey,
  frames: readonly Frame[],
  burst?: number,
): Promise<Reading> {
  const pictures = frames.map(toPicture);
  nextId += 1;
  const request: FramesRequest = { id: nextId, side, type, frames: pictures, ...(burst !== undefined && { burst }) };
  const reading = await new Promise<Reading | undefined>((settle) => {
    pending.set(request.id, settle);
    worker().postMessage(request, transferables(frames, pictures));
  });
  return reading ?? { side, state: 'unreadable', fields: {}, codes: [], hint: 'again' };
}

function toPicture(frame: Frame): Picture {
  if ('data' in frame) return { data: frame.data, width: frame.width, height: frame.height };
  const canvas = document.createElement('canvas');
  canvas.width = frame.width;
  canvas.height = frame.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(frame, 0, 0);
  return (
    context?.getImageData(0, 0, frame.width, frame.height) ?? { data: new Uint8ClampedArray(), width: 0, height: 0 }
  );
}

/** Buffers created here are transferred to the worker; those of the caller are copied. */
function transferables(frames: readonly Frame[], pictures: readonly Picture[]): Transferable[] {
  return pictures.flatMap(({ data }, i) => (frames[i] && 'data' in frames[i] ? [] : [data.buffer as ArrayBuffer]));
}
