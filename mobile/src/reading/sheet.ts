import { findBlobs, type Blob } from './components.js';
import type { Grid } from './cells.js';
import { enlarge, toGrey, drawGrey, sample, type Picture, type Plane } from './image.js';
import { measureInk, thresholdInk } from './ink.js';
import { findLines, type LineRules, type TextLine } from './lines.js';
import { project } from './projection.js';

/** A frame with its ink, components and lines, as every reader needs them. */
export interface Sheet {
  readonly grey: Plane;
  readonly ink: Plane;
  readonly blobs: readonly Blob[];
  readonly lines: readonly TextLine[];
}

export function createSheet(picture: Picture): Sheet {
  const grey = toGrey(picture);
  const ink = measureInk(grey);
  const blobs = findBlobs(thresholdInk(ink), ink.width, ink.height);
  return { grey, ink, blobs, lines: findLines(blobs, rulesFor(ink)) };
}

function rulesFor({ width, height }: Plane): LineRules {
  const size = Math.max(width, height) / 1600;
  return { minHeight: 9 * size, maxHeight: 90 * size, minCount: 8, reach: 2.2 };
}

/** The frame rotated by 180°, without finding its print again. */
export function rotate180({ grey, ink, blobs, lines }: Sheet): Sheet {
  const { width, height } = ink;
  const rotate = (plane: Plane): Plane => ({ ...plane, data: plane.data.slice().reverse() });
  const rotated = new Map(blobs.map((blob) => [blob, { ...blob, x: width - 1 - blob.x, y: height - 1 - blob.y }]));
  return {
    grey: rotate(grey),
    ink: rotate(ink),
    blobs: [...rotated.values()],
    lines: lines.map((line) => ({
      ...line,
      blobs: line.blobs.map((blob) => rotated.get(blob) ?? blob).reverse(),
      offset: height - 1 - line.offset - line.slope * (width - 1),
    })),
  };
}

/** Lines of print that run vertically through the frame. */
export function verticalLines({ ink, blobs }: Sheet): readonly TextLine[] {
  const transposed = blobs.map(({ x, y, width, height, area }) => ({ x: y, y: x, width: height, height: width, area }));
  return findLines(transposed, rulesFor(ink));
}

/**
 * Removes uneven light and perspective, for the barcode reader. With the grid of a machine-readable zone, rectifies the
 * part of the card above it; without, only evens the light and enlarges the frame.
 */
export function flatten({ ink }: Sheet, grid?: Grid): Picture {
  const dark = Math.max(0.2, 0.9 * darkInk(ink));
  const withEvenLight = { ...ink, data: ink.data.map((value) => 255 * (1 - Math.min(1, value / dark))) };
  if (!grid) return enlarge(withEvenLight, 1.5);
  const [left, right, top, bottom] = [-2.5, 31.5, -11, -0.6];
  const [width, height] = [1700, 950];
  return drawGrey(width, height, (x, y) => {
    const [px, py] = project(grid.projection, left + ((right - left) * x) / width, top + ((bottom - top) * y) / height);
    return px < 1 || py < 1 || px > ink.width - 2 || py > ink.height - 2 ? 255 : sample(withEvenLight, px, py);
  });
}

/** The ink of dark print: a high quantile of a sample. */
function darkInk({ data }: Plane): number {
  const some = [];
  for (let i = 0; i < data.length; i += 97) if ((data[i] ?? 0) > 0.12) some.push(data[i] ?? 0);
  some.sort((a, b) => a - b);
  return some[Math.floor(some.length * 0.85)] ?? 0.5;
}
