import type { FaceCheck, Picture } from '../capture/capture.js';
import type { Burst, BurstFrame } from './burst.js';
import { cropOf, type Subject } from './frame.js';
import { findFault, analyseFrame, type FrameAnalysis, type ShotFault } from './analyse-frame.js';

const MAX_WIDTH = 1600;
const JPEG_QUALITY = 0.86;

export interface Shot {
  readonly picture: Picture;
  readonly fault: ShotFault | undefined;
  /** The face check of a portrait; undefined if it was not available. */
  readonly faceCheck: FaceCheck | undefined;
  /** The burst, sharpest first; the first one is the picture. The caller must close them. */
  readonly frames: readonly ImageBitmap[];
}

/** Takes the sharpest of the last good frames; if there is none, the current frame with its fault. */
export async function takeShot(video: HTMLVideoElement, subject: Subject, burst: Burst): Promise<Shot> {
  const frames = burst.take(await captureFrame(video, subject));
  const [best] = frames;
  const whole = { x: 0, y: 0, width: best.width, height: best.height };
  const [picture, { fault, face }] = await Promise.all([
    encodePicture(best),
    findFault(analyseFrame(best, whole, subject), subject),
  ]);
  const checked = subject === 'face' && face !== 'unchecked';
  return { picture, fault, faceCheck: checked ? (fault ? 'overridden' : 'passed') : undefined, frames };
}

/** Captures the cropped frame and analyses it. */
export async function captureFrame(
  video: HTMLVideoElement,
  subject: Subject,
): Promise<BurstFrame<ImageBitmap> & { analysis: FrameAnalysis }> {
  const { x, y, width, height } = cropOf(subject, video.videoWidth, video.videoHeight);
  const bitmap = await createImageBitmap(video, x, y, width, height);
  // Analyses the captured bitmap, not the video, which may already show the next frame.
  const analysis = analyseFrame(bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }, subject);
  return { bitmap, analysis, at: performance.now() };
}

async function encodePicture(bitmap: ImageBitmap): Promise<Picture> {
  const canvas = document.createElement('canvas');
  const scale = Math.min(1, MAX_WIDTH / bitmap.width);
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY);
  });
  if (!blob) throw new Error('the camera returned no picture');
  return { mime: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()) };
}
