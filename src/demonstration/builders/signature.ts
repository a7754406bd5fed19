import sharp from 'sharp';
import { type InventedElector, SeededRandom } from '../../synthetic/index.js';

/** Strokes in a 300 × 100 box. A person always signs alike; `variation` changes the strokes slightly. */
export function signaturePath(person: InventedElector, variation = 0): string {
  const random = SeededRandom.at(Number(person.identificadorCiudadano), 41);
  const hand = SeededRandom.at(Number(person.cic), variation + 5);
  const shake = (): number => (variation === 0 ? 0 : hand.between(-3, 3));
  let x = 18;
  let path = `M${x} ${60 + shake()}`;
  const loops = random.between(5, 9);
  for (let loop = 0; loop < loops; loop += 1) {
    const step = random.between(18, 34);
    const up = random.between(12, 48);
    path += ` q${step / 2 + shake()} ${-up + shake()} ${step} ${random.between(-6, 6)} t${random.between(-8, 10)} ${random.between(-4, 5)}`;
    x += step;
  }
  return `${path} M${24 + shake()} ${82 + shake()} q110 ${-18 + shake()} ${Math.min(x, 250)} -6`;
}

export function signatureSvg(person: InventedElector, variation = 0): string {
  return `<path d="${signaturePath(person, variation)}" fill="none" stroke="#17233f" stroke-width="2.6" stroke-linecap="round"/>`;
}

/** Signature as drawn in the app (§8.10); PNG on white. */
export function signatureImage(person: InventedElector, variation = 1): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300" viewBox="0 0 300 100"><rect width="300" height="100" fill="#fff"/>${signatureSvg(person, variation)}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
