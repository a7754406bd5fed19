// Pictures for the face check: the fixture face in many poses and lighting conditions, drawings of people, and cards
// and objects, which must never pass.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { credentialBack, credentialFront } from '../../src/demonstration/builders/credential-image.ts';
import { livePhoto } from '../../src/demonstration/builders/live-photo.ts';
import { inventedPerson } from '../../src/demonstration/builders/people.ts';
import { randomFrom } from '../reading/camera.mjs';

const face = readFileSync(join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'face.jpg'));
/** The crop that the app takes from a 1920 × 1080 camera, and the width at which it is checked. */
const CROP = { left: 543, top: 0, width: 834, height: 1080 };
const CHECKED_WIDTH = 480;
/** Position and height of the face in the fixture, as fractions of the size of the picture. */
const FACE = { x: 0.52, y: 0.38, height: 0.277 };

/**
 * @returns `{ kind, png }`: a `face` must be found and meet the rules; a `hard` one need only be found; `drawn` is a
 * drawing of a person; `other` is a card, whose front shows a portrait, or an object: it must not pass.
 */
export async function pictures(count) {
  const random = randomFrom(41);
  const between = (low, high) => low + (high - low) * random();
  const all = [];
  for (let i = 0; i < count; i += 1) {
    const hard = i % 2 === 1;
    const pose = hard
      ? {
          height: between(0.16, 0.55),
          aside: 0.16,
          turn: between(-18, 18),
          gain: between(0.3, 1.25),
          blur: between(0, 5),
        }
      : {
          height: between(0.24, 0.45),
          aside: 0.06,
          turn: between(-8, 8),
          gain: between(0.6, 1.05),
          blur: between(0, 1),
        };
    all.push({ kind: hard ? 'hard' : 'face', png: await portrait(pose, between, random() < 0.5) });
  }
  for (let i = 0; i < count / 2; i += 1)
    all.push({ kind: 'drawn', png: await crop(await livePhoto(inventedPerson(i))) });
  for (let i = 0; i < count / 2; i += 1) {
    const person = inventedPerson(i);
    all.push({ kind: 'other', png: await crop(await credentialBack(person)) });
    all.push({ kind: 'other', png: await crop(await credentialFront(person)) });
    all.push({ kind: 'other', png: await crop(await drawObject(between)) });
  }
  return all;
}

async function portrait({ height, aside, turn, gain, blur }, between, mirrored) {
  const personHeight = Math.round((height * 1080) / FACE.height);
  const personWidth = Math.round(personHeight * 0.8);
  let person = sharp(face).resize({ width: personWidth, height: personHeight, fit: 'fill' });
  if (mirrored) person = person.flop();
  const upright = await person.png().toBuffer();
  const { data, info } = await sharp(upright)
    .rotate(turn, { background: '#8f8a80' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const [dx, dy] = [(mirrored ? 0.5 - FACE.x : FACE.x - 0.5) * personWidth, (FACE.y - 0.5) * personHeight];
  const angle = (turn * Math.PI) / 180;
  const at = {
    x: info.width / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: info.height / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
  };
  const left = Math.round(960 + between(-aside, aside) * CROP.width - at.x);
  const top = Math.round(540 + between(-aside, aside) * 1080 - at.y);
  const [cutLeft, cutTop] = [Math.max(0, -left), Math.max(0, -top)];
  const input = await sharp(data)
    .extract({
      left: cutLeft,
      top: cutTop,
      width: Math.min(info.width - cutLeft, 1920 - Math.max(0, left)),
      height: Math.min(info.height - cutTop, 1080 - Math.max(0, top)),
    })
    .toBuffer();
  const wall = { create: { width: 1920, height: 1080, channels: 3, background: '#8f8a80' } };
  const scene = await sharp(wall)
    .composite([{ input, left: Math.max(0, left), top: Math.max(0, top) }])
    .png()
    .toBuffer();
  let photo = sharp(scene).linear(gain, between(-6, 6));
  if (blur > 0.3) photo = photo.blur(blur);
  return crop(await photo.jpeg({ quality: Math.round(between(60, 92)) }).toBuffer());
}

/** Patterned round and oval objects, like those held in front of a camera. */
function drawObject(between) {
  const shapes = Array.from({ length: 14 }, () => {
    const [x, y, r] = [between(540, 1380), between(0, 1080), between(30, 220)];
    const [h, l] = [between(0, 360), between(15, 85)];
    return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * between(0.6, 1.5)}" fill="hsl(${h} 40% ${l}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="1080" fill="hsl(${between(0, 360)} 25% ${between(20, 80)}%)"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

function crop(picture) {
  return sharp(picture).extract(CROP).resize({ width: CHECKED_WIDTH }).png().toBuffer();
}
