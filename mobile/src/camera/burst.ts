import { difference, type Glance } from './glance.js';

/** As many as a reader gains from; at 6 MB each, as an old phone has room for. */
const MOST = 8;
/** Older ones may show what the person has since moved. */
const AGE_MS = 2500;
/** Another scene: the card was turned, or another one laid down. A hand that shakes stays well under it. */
const ANOTHER = 14;

/** One full picture of the burst. */
export interface BurstFrame<Bitmap> {
  readonly bitmap: Bitmap;
  readonly glance: Pick<Glance, 'scene' | 'sharpness' | 'fault'>;
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
    this.#startAnew(frame);
    if (frame.glance.fault !== undefined) {
      frame.bitmap.close();
      return;
    }
    this.#frames.push(frame);
    this.#keep((_, index) => index >= this.#frames.length - MOST);
  }

  /**
   * The frames of the last one's scene, the sharpest first; they are the caller's to close now. The last is among them
   * unless it will not do and another will.
   */
  take(last: BurstFrame<Bitmap>): [Bitmap, ...Bitmap[]] {
    this.#startAnew(last);
    const good = this.#frames;
    this.#frames = [];
    const [best, ...others] = [...good, ...(last.glance.fault === undefined ? [last] : [])]
      .toSorted((a, b) => b.glance.sharpness - a.glance.sharpness)
      .map(({ bitmap }) => bitmap);
    if (!best) return [last.bitmap];
    if (last.glance.fault !== undefined) last.bitmap.close();
    return [best, ...others];
  }

  clear(): void {
    this.#keep(() => false);
  }

  #startAnew({ glance: { scene }, at }: BurstFrame<Bitmap>): void {
    this.#keep((one) => difference(one.glance.scene, scene) < ANOTHER && at - one.at <= AGE_MS);
  }

  #keep(wanted: (frame: BurstFrame<Bitmap>, index: number) => boolean): void {
    const kept = this.#frames.filter(wanted);
    for (const frame of this.#frames) if (!kept.includes(frame)) frame.bitmap.close();
    this.#frames = kept;
  }
}
