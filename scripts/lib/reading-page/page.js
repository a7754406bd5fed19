// The app's reader with its worker on a separate page, for benchmarks and tests.
import { readBack, readBurst, readFront, warmUp } from '../../../mobile/src/reading/index.ts';

const bitmapOf = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
};

async function timed(frames, work) {
  const start = performance.now();
  const reading = await work(frames);
  const ms = performance.now() - start;
  for (const frame of frames) frame.close();
  return { reading, ms };
}

/** Frames are JPEGs in base64. Milliseconds are measured from the decoded picture to the result. */
globalThis.reader = {
  async read(side, type, images) {
    const frames = await Promise.all(images.map(bitmapOf));
    return timed(frames, () => (side === 'back' ? readBack : readFront)(type, frames));
  },
  /** Reads frames one by one until the side is read. @returns the result and the number of frames used. */
  async readOneByOne(side, type, images) {
    const burst = readBurst(side, type);
    const frames = await Promise.all(images.map(bitmapOf));
    let taken = 0;
    const done = await timed(frames, async () => {
      let reading;
      for (const frame of frames) {
        reading = await burst.add(frame);
        taken += 1;
        if (reading.state === 'read') break;
      }
      return reading;
    });
    burst.end();
    return { ...done, taken };
  },
  warmUp,
  /** Milliseconds for a fixed workload in a worker. */
  calibrate() {
    const worker = new Worker(new URL('./calibration.js', import.meta.url), { type: 'module' });
    return new Promise((resolve) => {
      worker.addEventListener('message', ({ data }) => {
        worker.terminate();
        resolve(data);
      });
    });
  },
};
