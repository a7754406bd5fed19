import { checkFace, type FaceVerdict } from '../face/index.js';
import type { Subject, Rectangle } from './frame.js';
import { framingFault, type FramingFault } from './framing.js';
import { qualityFault, toGrey, laplacianVariance, type QualityFault } from './quality.js';

const WIDTH = 480;
/** Grid of mean brightness that distinguishes a change of scene from a shaking hand. */
const CELLS = { across: 12, down: 8 } as const;

export type ShotFault = QualityFault | FramingFault | Exclude<FaceVerdict, 'unchecked' | undefined>;

/** Quick measurements of a camera frame. */
export interface FrameAnalysis {
  readonly fault: QualityFault | undefined;
  readonly sharpness: number;
  /** Mean grey of each cell. */
  readonly scene: Float32Array;
  readonly framing: FramingFault | undefined;
  /** RGBA; the face check takes ownership of it. */
  readonly pixels: ImageData;
}

/** @param part the region to analyse, in pixels of the source. */
export function analyseFrame(source: CanvasImageSource, part: Rectangle, subject: Subject): FrameAnalysis {
  const scale = Math.min(1, WIDTH / part.width);
  const [width, height] = [Math.max(1, Math.round(part.width * scale)), Math.max(1, Math.round(part.height * scale))];
  const context = contextFor(width, height);
  context.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height);
  const grey = toGrey(pixels);
  return {
    fault: qualityFault(grey, subject),
    sharpness: laplacianVariance(grey.data, grey.width, grey.height),
    scene: sceneOf(grey.data, grey.width, grey.height),
    framing: subject === 'card' ? framingFault(grey) : undefined,
    pixels,
  };
}

/** The main fault of a frame: light and sharpness first, then the face. Framing is only a hint and not included. */
export async function findFault(
  { fault, pixels }: FrameAnalysis,
  subject: Subject,
): Promise<{ fault?: ShotFault; face: FaceVerdict }> {
  if (subject !== 'face') return { ...(fault && { fault }), face: undefined };
  const face = await checkFace(pixels);
  // Poor light can hide a face, so it is reported first; for a visible face, a dark background is not a fault.
  if (face === 'unchecked' || face === 'no-face') {
    const first = fault ?? (face === 'no-face' ? face : undefined);
    return { ...(first && { fault: first }), face };
  }
  return { ...(face && { fault: face }), face };
}

/** Mean absolute difference of the cells, 0…255. */
export function sceneDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

function sceneOf(data: ArrayLike<number>, width: number, height: number): Float32Array {
  const { across, down } = CELLS;
  const sums = new Float32Array(across * down);
  const counts = new Uint32Array(across * down);
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) {
      const cell = Math.floor((y * down) / height) * across + Math.floor((x * across) / width);
      sums[cell] = (sums[cell] ?? 0) + (data[y * width + x] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] ?? 0));
}

let canvas: HTMLCanvasElement | undefined;

/** The context of one small canvas that all frames share. */
function contextFor(width: number, height: number): CanvasRenderingContext2D {
  canvas ??= document.createElement('canvas');
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas context');
  return context;
}
