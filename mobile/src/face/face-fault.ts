import type { Picture } from '../reading/image.js';
import type { Face } from './detect-faces.js';

/** Why a photograph is not suitable as the live photograph (§8.9). */
export type FaceFault =
  | 'no-face'
  | 'many-faces'
  | 'cut-off'
  | 'far'
  | 'near'
  | 'off-centre'
  | 'tilted'
  | 'turned'
  | 'dark'
  | 'bright'
  | 'blurred';

/**
 * Face height from brow to chin and distance from the centre, relative to the picture. A head is about twice as tall.
 */
const MIN_HEIGHT = 0.2;
const MAX_HEIGHT = 0.62;
const MAX_OFFSET = 0.2;
/** A second face counts if it has at least this share of the first one's height: posters and passers-by are smaller. */
const SECOND_MIN_HEIGHT = 0.45;
/** Collars and patterns score lower; a second person in front of the camera scores 0.8. */
const SECOND_MIN_SCORE = 0.75;
/** Maximum distance of the nose from the middle between the eyes, relative to the distance of the eyes. */
const MAX_NOSE_OFFSET = 0.35;
/** Maximum slope of the line between the eyes: the tangent of 20°. */
const MAX_TILT = 0.36;
/**
 * Minimum brightness of the lightest tenth of the face. Dark skin in good light has highlights, light skin in the dark
 * has none; the mean would measure the skin instead of the light.
 */
const MIN_LIGHT = 58;
const GLARE = 252;
const GLARE_SHARE = 0.3;
/** Variance of the Laplacian divided by the squared mean, so that low light does not count as blur. */
const MIN_SHARPNESS = 5e-4;

/** The main fault of a portrait with these faces; undefined if it is suitable. Not a liveness check. */
export function findFaceFault(faces: readonly Face[], picture: Picture): FaceFault | undefined {
  const [face, ...others] = faces.toSorted((a, b) => b.width * b.height - a.width * a.height);
  if (!face) return 'no-face';
  if (others.some(({ height, score }) => score > SECOND_MIN_SCORE && height > face.height * SECOND_MIN_HEIGHT))
    return 'many-faces';
  return positionFault(face) ?? poseFault(face, picture) ?? lightFault(face, picture);
}

function positionFault(face: Face): FaceFault | undefined {
  const [right, bottom] = [face.x + face.width, face.y + face.height];
  if (face.height > MAX_HEIGHT) return 'near';
  // The head extends above the brow by about a quarter of the face's height.
  if (face.x < 0 || right > 1 || face.y - face.height / 4 < 0 || bottom > 1) return 'cut-off';
  if (face.height < MIN_HEIGHT) return 'far';
  const [cx, cy] = [face.x + face.width / 2, face.y + face.height / 2];
  return Math.abs(cx - 0.5) > MAX_OFFSET || Math.abs(cy - 0.5) > MAX_OFFSET ? 'off-centre' : undefined;
}

function poseFault({ eyes: [left, right], nose }: Face, { width, height }: Picture): FaceFault | undefined {
  const across = (right.x - left.x) * width;
  const rise = (right.y - left.y) * height;
  const apart = Math.hypot(across, rise);
  if (Math.abs(rise) > MAX_TILT * Math.abs(across)) return 'tilted';
  // Measured along the line of the eyes, so that a tilted head does not count as turned.
  const aside =
    ((nose.x - (left.x + right.x) / 2) * width * across + (nose.y - (left.y + right.y) / 2) * height * rise) / apart;
  return Math.abs(aside) > MAX_NOSE_OFFSET * apart ? 'turned' : undefined;
}

function lightFault(face: Face, picture: Picture): FaceFault | undefined {
  const { grey, width, height } = greyOfFace(face, picture);
  const sorted = grey.toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  if (at(0.9) < MIN_LIGHT) return 'dark';
  if (at(1 - GLARE_SHARE) >= GLARE) return 'bright';
  const mean = grey.reduce((sum, value) => sum + value, 0) / Math.max(1, grey.length);
  return laplacianVariance(grey, width, height) / (mean * mean) < MIN_SHARPNESS ? 'blurred' : undefined;
}

/** The grey pixels of the face's rectangle. */
function greyOfFace(
  face: Face,
  { data, width, height }: Picture,
): { grey: Float32Array; width: number; height: number } {
  const [x0, y0] = [Math.max(0, Math.round(face.x * width)), Math.max(0, Math.round(face.y * height))];
  const w = Math.min(width - x0, Math.round(face.width * width));
  const h = Math.min(height - y0, Math.round(face.height * height));
  const grey = new Float32Array(Math.max(0, w * h));
  for (let y = 0, to = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1, to += 1) {
      const i = ((y0 + y) * width + x0 + x) * 4;
      grey[to] = 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
    }
  return { grey, width: w, height: h };
}

function laplacianVariance(grey: Float32Array, width: number, height: number): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const around = (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - width] ?? 0) + (grey[i + width] ?? 0);
      const value = 4 * (grey[i] ?? 0) - around;
      sum += value;
      squares += value * value;
      count += 1;
    }
  const mean = sum / Math.max(1, count);
  return squares / Math.max(1, count) - mean * mean;
}
