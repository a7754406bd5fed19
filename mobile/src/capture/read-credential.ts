import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';
import { crossChecked, fieldsOffered, fieldsRead, readBack, readFront, type Reading } from '../reading/index.js';
import type { Picture } from './capture.js';

export interface CredentialReading {
  /** What stands as read, every check passed. */
  readonly read: CredentialFields;
  /** What is shown to be confirmed or corrected. */
  readonly offered: CredentialFields;
}

export type Side = Reading['side'];

/** Frames of a burst that are read: evidence of backs adds up and ends when it is enough, fronts only get another try. */
const MAX_FRAMES: Readonly<Record<Side, number>> = { back: 8, front: 3 };

interface StartedReading {
  readonly side: Side;
  readonly type: CredentialTypeKey;
  readonly reading: Promise<Reading>;
}

/** By the picture it belongs to: a reading is forgotten with it. */
const begun = new WeakMap<Picture, StartedReading>();

/**
 * Begins to read one side, while the person still looks at its picture (§8.6–8.7): first the picture alone, and when
 * that does not do, all frames of the burst.
 * @param frames Of the picture's burst, the picture's own first; they are closed here.
 */
export function startReading(
  side: Side,
  type: CredentialTypeKey,
  picture: Picture,
  frames: readonly ImageBitmap[],
): Promise<Reading> {
  const reading = readFrames(side, type, frames).finally(() => {
    for (const frame of frames) frame.close();
  });
  begun.set(picture, { side, type, reading });
  return reading;
}

/** Reads both sides on the device (§8.7), or waits for what was begun. At worst it finds nothing: then the person types. */
export async function readCredential(
  type: CredentialTypeKey,
  anverso: Picture,
  reverso: Picture,
): Promise<CredentialReading> {
  const [front, back] = await Promise.all([readingOf('front', type, anverso), readingOf('back', type, reverso)]);
  const sides = [back, crossChecked(front, back)];
  return { read: fieldsRead(...sides), offered: fieldsOffered(...sides) };
}

async function readingOf(side: Side, type: CredentialTypeKey, picture: Picture): Promise<Reading> {
  const known = begun.get(picture);
  if (known?.side === side && known.type === type) return known.reading;
  return startReading(side, type, picture, [await bitmapOf(picture)]);
}

async function readFrames(side: Side, type: CredentialTypeKey, frames: readonly ImageBitmap[]): Promise<Reading> {
  const read = side === 'back' ? readBack : readFront;
  const alone = await read(type, frames.slice(0, 1));
  // A front never stands as read by itself; its burst is worth the time only when the picture said nothing.
  const enough = side === 'back' ? alone.state === 'read' : alone.state !== 'unreadable';
  return enough || frames.length < 2 ? alone : read(type, frames.slice(0, MAX_FRAMES[side]));
}

function bitmapOf({ bytes, mime }: Picture): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([bytes as BlobPart], { type: mime }));
}
