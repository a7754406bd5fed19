import type { Picture } from '../reading/image.js';
import { Network } from './network.js';

/** All coordinates are relative to the picture: 0 is the left or top edge, 1 the right or bottom edge. */
export interface Face {
  /** The face from brow to chin, without hair. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  /** The left one in the picture first. */
  readonly eyes: readonly [Point, Point];
  readonly nose: Point;
  readonly mouth: Point;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const INPUT_SIDE = 128;
/** Feature maps of the model: cells per side, anchors per cell. */
const MAPS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
] as const;
const VALUES_PER_ANCHOR = 16;
/** Drawn portraits on cards score 0.6, faces in front of the camera 0.8. */
const MIN_SCORE = 0.6;
/** Intersection over union above which two detections are the same face. */
const OVERLAP_THRESHOLD = 0.3;

/** Detects faces within about two metres with MediaPipe's short-range model (BlazeFace). */
export class FaceDetector {
  private readonly network: Network;
  private readonly anchors: readonly Point[];

  /** @param model the bytes of `face_detection_short_range.tflite`. */
  constructor(model: ArrayBuffer) {
    this.network = Network.from(model);
    this.anchors = MAPS.flatMap(({ cells, anchors }) =>
      Array.from({ length: cells * cells * anchors }, (_, i) => {
        const cell = Math.floor(i / anchors);
        return { x: ((cell % cells) + 0.5) / cells, y: (Math.floor(cell / cells) + 0.5) / cells };
      }),
    );
  }

  /** @returns the faces by descending score. */
  detect(picture: Picture): Face[] {
    const square = new Square(picture.width, picture.height);
    fillInput(this.network.input, picture, square);
    this.network.run();
    const [regressors, scores] = this.network.outputs;
    if (!regressors || !scores) return [];
    const found = this.anchors.flatMap((anchor, i) => {
      const score = 1 / (1 + Math.exp(-(scores[i] ?? -100)));
      return score < MIN_SCORE
        ? []
        : [decodeFace(regressors.subarray(i * VALUES_PER_ANCHOR, (i + 1) * VALUES_PER_ANCHOR), anchor, score, square)];
    });
    return suppressOverlaps(found);
  }
}

/** The picture centred in a square, with bars on its shorter sides. */
class Square {
  readonly size: number;
  private readonly left: number;
  private readonly top: number;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.size = Math.max(width, height);
    this.left = (this.size - width) / 2;
    this.top = (this.size - height) / 2;
  }

  /** Converts relative coordinates of the square to those of the picture. */
  inPicture({ x, y }: Point): Point {
    return { x: (x * this.size - this.left) / this.width, y: (y * this.size - this.top) / this.height };
  }

  /** Converts relative coordinates of the square to pixels of the picture. */
  pixel(x: number, y: number): Point {
    return { x: x * this.size - this.left, y: y * this.size - this.top };
  }
}

/** Fills the network's input with area averages from -1 to 1; bars are grey. */
function fillInput(input: Float32Array, { data, width, height }: Picture, square: Square): void {
  for (let y = 0, at = 0; y < INPUT_SIDE; y += 1)
    for (let x = 0; x < INPUT_SIDE; x += 1, at += 3) {
      const [from, to] = [
        square.pixel(x / INPUT_SIDE, y / INPUT_SIDE),
        square.pixel((x + 1) / INPUT_SIDE, (y + 1) / INPUT_SIDE),
      ];
      const [x0, y0] = [Math.max(0, Math.floor(from.x)), Math.max(0, Math.floor(from.y))];
      const [x1, y1] = [
        Math.min(width, Math.max(x0 + 1, Math.floor(to.x))),
        Math.min(height, Math.max(y0 + 1, Math.floor(to.y))),
      ];
      const sums = [0, 0, 0];
      let count = 0;
      if (from.x > -1 && from.y > -1)
        for (let sy = y0; sy < y1; sy += 1)
          for (let sx = x0; sx < x1; sx += 1) {
            const i = (sy * width + sx) * 4;
            for (let c = 0; c < 3; c += 1) sums[c] = (sums[c] ?? 0) + (data[i + c] ?? 0);
            count += 1;
          }
      for (let c = 0; c < 3; c += 1) input[at + c] = count > 0 ? (sums[c] ?? 0) / count / 127.5 - 1 : 0;
    }
}

function decodeFace(values: Float32Array, anchor: Point, score: number, square: Square): Face {
  const point = (i: number): Point =>
    square.inPicture({ x: (values[i] ?? 0) / INPUT_SIDE + anchor.x, y: (values[i + 1] ?? 0) / INPUT_SIDE + anchor.y });
  const centre = point(0);
  const [w, h] = [(values[2] ?? 0) / INPUT_SIDE, (values[3] ?? 0) / INPUT_SIDE];
  const [zero, size] = [square.inPicture({ x: 0, y: 0 }), square.inPicture({ x: w, y: h })];
  const [width, height] = [size.x - zero.x, size.y - zero.y];
  return {
    x: centre.x - width / 2,
    y: centre.y - height / 2,
    width,
    height,
    score,
    eyes: [point(4), point(6)],
    nose: point(8),
    mouth: point(10),
  };
}

/** Non-maximum suppression: replaces overlapping detections with their mean, weighted by score. */
function suppressOverlaps(found: readonly Face[]): Face[] {
  const faces: Face[] = [];
  let left = found.toSorted((a, b) => b.score - a.score);
  for (let [best] = left; best; [best] = left) {
    const strongest = best;
    const same = left.filter((one) => one === strongest || overlap(one, strongest) > OVERLAP_THRESHOLD);
    left = left.filter((one) => !same.includes(one));
    faces.push(weightedMean(same, strongest.score));
  }
  return faces;
}

function weightedMean(faces: readonly Face[], score: number): Face {
  const sum = faces.reduce((total, face) => total + face.score, 0);
  const of = (part: (face: Face) => number): number =>
    faces.reduce((total, face) => total + part(face) * face.score, 0) / sum;
  const point = (part: (face: Face) => Point): Point => ({
    x: of((face) => part(face).x),
    y: of((face) => part(face).y),
  });
  return {
    x: of(({ x }) => x),
    y: of(({ y }) => y),
    width: of(({ width }) => width),
    height: of(({ height }) => height),
    score,
    eyes: [point(({ eyes }) => eyes[0]), point(({ eyes }) => eyes[1])],
    nose: point(({ nose }) => nose),
    mouth: point(({ mouth }) => mouth),
  };
}

function overlap(a: Face, b: Face): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  const both = across * down;
  return both / (a.width * a.height + b.width * b.height - both);
}
