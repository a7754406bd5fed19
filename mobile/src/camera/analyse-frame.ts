import { checkFace, type FaceVerdict } from '../face/index.js';
import type { Aim, Rectangle } from './frame.js';
import { framingFault, type FramingFault } from './framing.js';
import { qualityFault, toGrey, laplacianVariance, type QualityFault } from './quality.js';

const WIDTH = 480;
/** Cells of the scene, by which another picture before the camera is told from a moved hand. */
const CELLS = { across: 12, down: 8 } as const;

export type ShotFault = QualityFault | FramingFault | Exclude<FaceVerdict, 'unchecked' | undefined>;

/** A quick look at what the camera shows. */
export interface FrameAnalysis {
  readonly fault: QualityFault | undefined;
  readonly sharpness: number;
  /** Mean grey of each cell. */
  readonly scene: Float32Array;
  readonly framing: FramingFault | undefined;
  /** RGBA; to be handed to the face check once. */
  readonly pixels: ImageData;
}

/** @param part What is looked at, in pixels of the source. */
export function analyseFrame(source: CanvasImageSource, part: Rectangle, aim: Aim): FrameAnalysis {
  const scale = Math.min(1, WIDTH / part.width);
  const [width, height] = [Math.max(1, Math.round(part.width * scale)), Math.max(1, Math.round(part.height * scale))];
  const pen = contextFor(width, height);
  pen.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height);
  const grey = toGrey(pixels);
  return {
    fault: qualityFault(grey, aim),
    sharpness: laplacianVariance(grey.data, grey.width, grey.height),
    scene: sceneOf(grey.data, grey.width, grey.height),
    framing: aim === 'card' ? framingFault(grey) : undefined,
    pixels,
  };
}

/** All that is wrong with what was seen: light and sharpness first, then the face. Framing only ever hints. */
export async function findFault(
  { fault, pixels }: FrameAnalysis,
  aim: Aim,
): Promise<{ fault?: ShotFault; face: FaceVerdict }> {
  if (aim !== 'face') return { ...(fault && { fault }), face: undefined };
  const face = await checkFace(pixels);
  // Little light also hides a face; but who is seen well is not told that the wall behind is dark.
  if (face === 'unchecked' || face === 'no-face') {
    const first = fault ?? (face === 'no-face' ? face : undefined);
    return { ...(first && { fault: first }), face };
  }
  return { ...(face && { fault: face }), face };
}

/** Mean step between the cells of two scenes, 0…255. */
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

/** One small canvas for all glances. */
function contextFor(width: number, height: number): CanvasRenderingContext2D {
  canvas ??= document.createElement('canvas');
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('nothing to draw on');
  return pen;
}
