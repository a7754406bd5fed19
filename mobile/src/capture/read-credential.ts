import type { CredentialFields, CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';
import { crossChecked, fieldsOffered, fieldsRead, readBack, readFront } from '../reading/index.js';
import type { Picture } from './capture.js';

export interface CredentialReading {
  /** What stands as read, every check passed. */
  readonly read: CredentialFields;
  /** What is shown to be confirmed or corrected. */
  readonly offered: CredentialFields;
}

/** Reads both sides on the device (§8.7). At worst it finds nothing: then the person types. */
export async function readCredential(
  type: CredentialTypeKey,
  anverso: Picture,
  reverso: Picture,
): Promise<CredentialReading> {
  const frames = await Promise.all([anverso, reverso].map(bitmapOf));
  const [front, back] = await Promise.all([readFront(type, frames.slice(0, 1)), readBack(type, frames.slice(1))]);
  for (const frame of frames) frame.close();
  const sides = [back, crossChecked(front, back)];
  return { read: fieldsRead(...sides), offered: fieldsOffered(...sides) };
}

function bitmapOf({ bytes, mime }: Picture): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([bytes as BlobPart], { type: mime }));
}
