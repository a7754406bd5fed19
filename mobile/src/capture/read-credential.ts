import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';
import { crossCheck, fieldsOffered, fieldsRead, readBack, readFront, type Reading } from '../reading/index.js';
import type { Picture } from './capture.js';

export interface CredentialReading {
  /** Fields read with certainty: every check passed. */
  readonly read: CredentialFields;
  /** All values found, to be confirmed or corrected. */
  readonly offered: CredentialFields;
}

export type Side = Reading['side'];

/** Frames of a burst to read: evidence from backs accumulates; fronts only get another attempt. */
const MAX_FRAMES: Readonly<Record<Side, number>> = { back: 8, front: 3 };

interface StartedReading {
  readonly side: Side;
  readonly type: CredentialTypeKey;
  readonly reading: Promise<Reading>;
}

/** By picture, so that a reading is released together with it. */
const readings = new WeakMap<Picture, StartedReading>();

/**
 * Starts reading one side while the user reviews its picture (§8.6–8.7): first the picture, then, if that is not
 * enough, the frames of the burst.
 * @param frames the picture's burst, its own frame first. This function closes them.
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
  readings.set(picture, { side, type, reading });
  return reading;
}

/**
 * Reads both sides on the device (§8.7), or waits for readings already started. Unread fields are typed by the user.
 */
export async function readCredential(
  type: CredentialTypeKey,
  anverso: Picture,
  reverso: Picture,
): Promise<CredentialReading> {
  const [front, back] = await Promise.all([readingOf('front', type, anverso), readingOf('back', type, reverso)]);
  const sides = [back, crossCheck(front, back)];
  return { read: fieldsRead(...sides), offered: fieldsOffered(...sides) };
}

async function readingOf(side: Side, type: CredentialTypeKey, picture: Picture): Promise<Reading> {
  const known = readings.get(picture);
  if (known?.side === side && known.type === type) return known.reading;
  return startReading(side, type, picture, [await bitmapOf(picture)]);
}

async function readFrames(side: Side, type: CredentialTypeKey, frames: readonly ImageBitmap[]): Promise<Reading> {
  const read = side === 'back' ? readBack : readFront;
  const first = await read(type, frames.slice(0, 1));
  // More frames of a front are only another attempt, so they are read only if the picture gave nothing.
  const isEnough = side === 'back' ? first.state === 'read' : first.state !== 'unreadable';
  return isEnough || frames.length < 2 ? first : read(type, frames.slice(0, MAX_FRAMES[side]));
}

function bitmapOf({ bytes, mime }: Picture): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([bytes as BlobPart], { type: mime }));
}
