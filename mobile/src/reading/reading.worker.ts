import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { readBackOf } from './back.js';
import { prepareCodes } from './codes.js';
import { readFrontOf } from './front.js';
import type { ReadingAnswer, ReadingRequest } from './messages.js';

prepareCodes({ url: wasmUrl });

self.addEventListener('message', ({ data }: MessageEvent<ReadingRequest>) => {
  const { id, side, type, frames } = data;
  const reading = side === 'back' ? readBackOf(type, frames) : readFrontOf(type, frames);
  reading.then(
    (done) => {
      answer({ id, reading: done });
    },
    () => {
      answer({ id, failed: true });
    },
  );
});

function answer(message: ReadingAnswer): void {
  self.postMessage(message);
}
