import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { createBackReader } from './back.js';
import { readFrames, type BurstReader } from './burst-reader.js';
import { prepareCodes } from './codes.js';
import { createFrontReader } from './front.js';
import type { FramesRequest, ReadingAnswer, ReadingRequest } from './messages.js';
import type { Reading } from './reading.js';

prepareCodes({ url: wasmUrl });

const bursts = new Map<number, BurstReader>();
/** Requests run one at a time: each frame of a burst is combined with those before it. */
let queue: Promise<unknown> = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<ReadingRequest>) => {
  if ('forget' in data) {
    queue = queue.then(() => bursts.delete(data.forget));
    return;
  }
  queue = queue
    .then(() => read(data))
    .then(
      (reading) => {
        answer({ id: data.id, reading });
      },
      () => {
        answer({ id: data.id, failed: true });
      },
    );
});

function read({ side, type, frames, burst }: FramesRequest): Promise<Reading> {
  const known = burst === undefined ? undefined : bursts.get(burst);
  const running = known ?? (side === 'back' ? createBackReader(type) : createFrontReader(type));
  if (burst !== undefined) bursts.set(burst, running);
  return readFrames(side, running, frames);
}

function answer(message: ReadingAnswer): void {
  self.postMessage(message);
}
