// npm run picture: performs the main workflow in a browser and combines three of its screens in
// docs/images/interfaces.png.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { root, run } from './lib/requirements.mjs';

const [GAP, WIDTH, APP_HEIGHT] = [24, 960, 844];
const BACKGROUND = '#f7f7f8';
const TARGET = join(root, 'docs', 'images', 'interfaces.png');

async function framed(file, size) {
  const { data, info } = await sharp(file)
    .resize(size)
    .extend({ top: 1, bottom: 1, left: 1, right: 1, background: '#d9dce1' })
    .toBuffer({ resolveWithObject: true });
  return { input: data, width: info.width, height: info.height };
}

/** The back office above the portal, with the app beside them. */
async function compose(folder) {
  const desk = await framed(join(folder, 'admin-mesa.png'), { width: WIDTH });
  const portal = await framed(join(folder, 'portal-apoyo.png'), { width: WIDTH });
  const height = desk.height + GAP + portal.height;
  const app = await framed(join(folder, 'app-aspirante.png'), { height: APP_HEIGHT });
  mkdirSync(join(root, 'docs', 'images'), { recursive: true });
  const canvas = {
    width: desk.width + app.width + 3 * GAP,
    height: height + 2 * GAP,
    channels: 3,
    background: BACKGROUND,
  };
  await sharp({ create: canvas })
    .composite([
      { input: desk.input, left: GAP, top: GAP },
      { input: portal.input, left: GAP, top: GAP + desk.height + GAP },
      { input: app.input, left: GAP + desk.width + GAP, top: GAP + Math.round((height - app.height) / 2) },
    ])
    .png({ palette: true, quality: 90, effort: 10 })
    .toFile(TARGET);
}

const folder = mkdtempSync(join(tmpdir(), 'apoyo-picture-'));
try {
  process.env.PICTURES = folder;
  run(process.execPath, ['scripts/test.mjs', 'test/browser/main-workflow']);
  await compose(folder);
  console.log(TARGET);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
