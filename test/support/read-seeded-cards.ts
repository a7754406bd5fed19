import sharp from 'sharp';
import { credentialBack, credentialFront } from '../../src/demonstration/builders/index.js';
import { cast } from '../../src/demonstration/seed/cast.js';
import type { READINGS } from '../../src/demonstration/seed/readings.data.js';
import { readBackOf } from '../../mobile/src/reading/back.js';
import { crossCheck } from '../../mobile/src/reading/cross-check.js';
import { readFrontOf } from '../../mobile/src/reading/front.js';
import type { Picture } from '../../mobile/src/reading/image.js';
import { fieldsOffered, fieldsRead } from '../../mobile/src/reading/reading.js';

/** What the app's reader finds in the pictures with which the demonstration seeds its supports, by CIC. */
export async function readSeededCards(): Promise<typeof READINGS> {
  const found: Record<string, (typeof READINGS)[string]> = {};
  for (const person of cast.citizens()) {
    const type = person.credentialType;
    const back = await readBackOf(type, [await pictureOf(await credentialBack(person))]);
    const front = crossCheck(await readFrontOf(type, [await pictureOf(await credentialFront(person))]), back);
    found[person.cic] = { read: fieldsRead(back, front), offered: fieldsOffered(back, front) };
  }
  return found;
}

async function pictureOf(jpeg: Buffer): Promise<Picture> {
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
