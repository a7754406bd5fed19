import type { Picture } from '../capture/capture.js';
import { cropOf, type Aim } from './frame.js';
import { faultOf, greyOf, type QualityFault } from './quality.js';

const CHECKED_WIDTH = 480;
const KEPT_WIDTH = 1600;
const JPEG_QUALITY = 0.86;

export interface Shot {
  readonly picture: Picture;
  readonly fault: QualityFault | undefined;
}

/** Takes what lies in the frame out of the live picture, and judges it. */
export async function takeShot(video: HTMLVideoElement, aim: Aim): Promise<Shot> {
  const fault = judgeLive(video, aim);
  const canvas = drawn(video, aim, KEPT_WIDTH);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/jpeg', JPEG_QUALITY);
  });
  if (!blob) throw new Error('the camera gave no picture');
  return { picture: { mime: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()) }, fault };
}

/** The same judgement on the running picture, for the hint shown while aiming. */
export function judgeLive(video: HTMLVideoElement, aim: Aim): QualityFault | undefined {
  const canvas = drawn(video, aim, CHECKED_WIDTH);
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
  return pixels && faultOf(greyOf(pixels), aim);
}

function drawn(video: HTMLVideoElement, aim: Aim, widest: number): HTMLCanvasElement {
  const crop = cropOf(aim, video.videoWidth, video.videoHeight);
  const scale = Math.min(1, widest / crop.width);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(crop.width * scale);
  canvas.height = Math.round(crop.height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, crop.x, crop.y, crop.width, crop.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}
