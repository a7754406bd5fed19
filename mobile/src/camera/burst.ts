import { sceneDifference, type FrameAnalysis } from './analyse-frame.js';

/** As many frames of 6 MB as an old phone can hold; more do not improve the reading. */
const MAX_FRAMES = 8;
/** Older frames may show the card in another position. */
const MAX_AGE_MS = 2500;
/** Mean difference between scenes that shows that the card was turned or replaced; a shaking hand causes far less. */
const SCENE_CHANGE = 14;

/** One full-size frame of the burst. */
export interface BurstFrame<Bitmap> {
  readonly bitmap: Bitmap;
  readonly analysis: Pick<FrameAnalysis, 'scene' | 'sharpness' | 'fault'>;
  /** Milliseconds of a monotonic clock. */
  readonly at: number;
}

/** The last good frames before the shot, all of the same scene. Closes the bitmaps it drops. */
export class Burst<Bitmap extends { close: () => void } = ImageBitmap> {
  #frames: BurstFrame<Bitmap>[] = [];

  get frames(): readonly BurstFrame<Bitmap>[] {
    return this.#frames;
  }

  /** A frame with a fault is closed immediately, but can still reveal a change of scene. */
  add(frame: BurstFrame<Bitmap>): void {
    this.#dropOutdated(frame);
    if (frame.analysis.fault !== undefined) {
      frame.bitmap.close();
      return;
    }
    this.#frames.push(frame);
    this.#retain((_, index) => index >= this.#frames.length - MAX_FRAMES);
  }

  /**
   * Returns and releases the frames that show the same scene as the last one, sharpest first; the caller must close
   * them. Omits the last frame if it has a fault and there are others.
   */
  take(last: BurstFrame<Bitmap>): [Bitmap, ...Bitmap[]] {
    this.#dropOutdated(last);
    const good = this.#frames;
    this.#frames = [];
    const [best, ...others] = [...good, ...(last.analysis.fault === undefined ? [last] : [])]
      .toSorted((a, b) => b.analysis.sharpness - a.analysis.sharpness)
      .map(({ bitmap }) => bitmap);
    if (!best) return [last.bitmap];
    if (last.analysis.fault !== undefined) last.bitmap.close();
    return [best, ...others];
  }

  clear(): void {
    this.#retain(() => false);
  }

  #dropOutdated({ analysis: { scene }, at }: BurstFrame<Bitmap>): void {
    this.#retain((frame) => sceneDifference(frame.analysis.scene, scene) < SCENE_CHANGE && at - frame.at <= MAX_AGE_MS);
  }

  #retain(isWanted: (frame: BurstFrame<Bitmap>, index: number) => boolean): void {
    const remaining = this.#frames.filter(isWanted);
    for (const frame of this.#frames) if (!remaining.includes(frame)) frame.bitmap.close();
    this.#frames = remaining;
  }
}
