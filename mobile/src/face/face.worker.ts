import modelUrl from '@mediapipe/face_detection/face_detection_short_range.tflite?url';
import { FaceDetector } from './detect-faces.js';
import { findFaceFault } from './face-fault.js';
import type { FaceAnswer, FaceRequest } from './messages.js';

const finder = load();
// Whoever asks is told; nothing is lost when nobody has asked yet.
finder.catch(() => undefined);

async function load(): Promise<FaceDetector> {
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error('the model of faces is not there');
  return new FaceDetector(await response.arrayBuffer());
}

self.addEventListener('message', ({ data: { id, picture } }: MessageEvent<FaceRequest>) => {
  finder.then(
    (ready) => {
      answer({ id, fault: findFaceFault(ready.detect(picture), picture) });
    },
    () => {
      answer({ id, failed: true });
    },
  );
});

function answer(message: FaceAnswer): void {
  self.postMessage(message);
}
