/**
 * Checks on the device, in a web worker that loads on first use, whether a photograph shows one face well enough
 * (§8.9). Nothing leaves the device. It is not a liveness check: a photograph of a photograph passes. The control desk
 * compares the face with the card.
 */
import type { Picture } from '../reading/image.js';
import type { FaceFault } from './face-fault.js';
import type { FaceAnswer, FaceRequest } from './messages.js';

export type { FaceFault } from './face-fault.js';

/** `unchecked`: the check was not available; the photograph may be used. */
export type FaceVerdict = FaceFault | 'unchecked' | undefined;

/** More than the slowest phone needs, including loading the model. */
const TIMEOUT_MS = 6000;

/** Starts the worker ahead of its first use. */
export function warmUpFaces(): void {
  worker();
}

/**
 * @param picture RGBA pixels, about 480 wide; transferred to the worker and not usable afterwards.
 * @returns the main fault; undefined if there is none.
 */
export function checkFace(picture: Picture): Promise<FaceVerdict> {
  return new Promise((resolve) => {
    nextId += 1;
    const request: FaceRequest = { id: nextId, picture };
    const settle = (verdict: FaceVerdict): void => {
      clearTimeout(timer);
      pending.delete(request.id);
      resolve(verdict);
    };
    const timer = setTimeout(settle, TIMEOUT_MS, 'unchecked');
    pending.set(request.id, settle);
    worker().postMessage(request, [picture.data.buffer as ArrayBuffer]);
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
