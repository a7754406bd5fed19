import { sceneDifference, type FrameAnalysis } from './analyse-frame.js';

/** As many as a reader gains from; at 6 MB each, as an old phone has room for. */
const MAX_FRAMES = 8;
/** Older ones may show what the person has since moved. */
const MAX_AGE_MS = 2500;
/** Another scene: the card was turned, or another one laid down. A hand that shakes stays well under it. */
const SCENE_CHANGE = 14;

/** One full picture of the burst. */
export interface BurstFrame<Bitmap> {
  readonly bitmap: Bitmap;
  readonly analysis: Pick<FrameAnalysis, 'scene' | 'sharpness' | 'fault'>;
  /** Milliseconds of any running clock. */
  readonly at: number;
}

/** The last good frames before the shot, all of the same scene. It closes what it drops. */
export class Burst<Bitmap extends { close: () => void } = ImageBitmap> {
  #frames: BurstFrame<Bitmap>[] = [];

  get frames(): readonly BurstFrame<Bitmap>[] {
    return this.#frames;
  }

  /** A frame that will not do is dropped at once, but still tells that the scene has changed. */
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
   * The frames of the last one's scene, the sharpest first; they are the caller's to close now. The last is among them
   * unless it will not do and another will.
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
    this.#retain((one) => sceneDifference(one.analysis.scene, scene) < SCENE_CHANGE && at - one.at <= MAX_AGE_MS);
  }

  #retain(wanted: (frame: BurstFrame<Bitmap>, index: number) => boolean): void {
    const kept = this.#frames.filter(wanted);
    for (const frame of this.#frames) if (!kept.includes(frame)) frame.bitmap.close();
    this.#frames = kept;
  }
}
