import modelUrl from '@mediapipe/face_detection/face_detection_short_range.tflite?url';
import { FaceFinder } from './detect-faces.js';
import { judgeFace } from './judge-face.js';
import type { FaceAnswer, FaceQuestion } from './messages.js';

const finder = load();
// Whoever asks is told; nothing is lost when nobody has asked yet.
finder.catch(() => undefined);

async function load(): Promise<FaceFinder> {
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error('the model of faces is not there');
  return new FaceFinder(await response.arrayBuffer());
}

self.addEventListener('message', ({ data: { id, picture } }: MessageEvent<FaceQuestion>) => {
  finder.then(
    (ready) => {
      answer({ id, fault: judgeFace(ready.find(picture), picture) });
    },
    () => {
      answer({ id, failed: true });
    },
  );
});

function answer(message: FaceAnswer): void {
  self.postMessage(message);
}
