/**
 * Whether a photograph shows one face well enough (§8.9), judged on the device in a worker of its own that loads on
 * first use; nothing leaves the device and nothing is fetched from outside. It is no liveness check: a photograph of a
 * photograph passes. Whether the face is that of the card is for the control desk to see.
 */
import type { Picture } from '../reading/image.js';
import type { FaceFault } from './face-fault.js';
import type { FaceAnswer, FaceRequest } from './messages.js';

export type { FaceFault } from './face-fault.js';

/** `unchecked`: the check could not be had, and hinders nobody. */
export type FaceVerdict = FaceFault | 'unchecked' | undefined;

/** Longer than the slowest phone needs, its first loading included. */
const TIMEOUT_MS = 6000;

/** Starts the worker ahead of its first use. */
export function warmUpFaces(): void {
  worker();
}

/**
 * @param picture RGBA pixels, some 480 across; they are handed over and must not be used afterwards.
 * @returns what is wrong with it; undefined when it will do.
 */
export function checkFace(picture: Picture): Promise<FaceVerdict> {
  return new Promise((resolve) => {
    nextId += 1;
    const question: FaceRequest = { id: nextId, picture };
    const settle = (verdict: FaceVerdict): void => {
      clearTimeout(timer);
      pending.delete(question.id);
      resolve(verdict);
    };
    const timer = setTimeout(settle, TIMEOUT_MS, 'unchecked');
    pending.set(question.id, settle);
    worker().postMessage(question, [picture.data.buffer as ArrayBuffer]);
  });
}

let running: Worker | undefined;
let nextId = 0;
const pending = new Map<number, (verdict: FaceVerdict) => void>();

function worker(): Worker {
  if (running) return running;
  const started = new Worker(new URL('./face.worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<FaceAnswer>) => {
    pending.get(data.id)?.('failed' in data ? 'unchecked' : data.fault);
  });
  started.addEventListener('error', () => {
    running = undefined;
    for (const settle of pending.values()) settle('unchecked');
  });
  running = started;
  return started;
}
