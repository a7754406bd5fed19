import modelUrl from '@mediapipe/face_detection/face_detection_short_range.tflite?url';
import { FaceDetector } from './detect-faces.js';
import { findFaceFault } from './face-fault.js';
import type { FaceAnswer, FaceRequest } from './messages.js';

const detector = load();
// Prevents an unhandled rejection; each request reports the failure.
detector.catch(() => undefined);

async function load(): Promise<FaceDetector> {
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error('the face detection model could not be loaded');
  return new FaceDetector(await response.arrayBuffer());
}

self.addEventListener('message', ({ data: { id, picture } }: MessageEvent<FaceRequest>) => {
  detector.then(
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
