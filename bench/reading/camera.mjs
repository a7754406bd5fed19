// Simulates photos of a card taken outdoors: perspective, low light, blur, glare, noise, JPEG and other flaws.
// The same seed gives the same photos.
import sharp from 'sharp';

/** Deterministic pseudo-random numbers in 0…1. */
export function randomFrom(seed) {
  let state = (seed * 2654435761 + 97) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Ranges [low, high], from which each frame draws its values; a single number is a maximum, or for `glare` a
 * probability. `frame` is [width, height] in pixels.
 */
export const GRADES = {
  easy: {
    frame: [1600, 1080],
    width: [0.84, 0.92],
    tilt: 1.5,
    lean: 0.01,
    blur: [0, 0.5],
    noise: [1, 3],
    gain: [0.92, 1.02],
    glare: 0,
    quality: [84, 92],
  },
  medium: {
    frame: [1400, 950],
    width: [0.75, 0.85],
    tilt: 3,
    lean: 0.03,
    blur: [0.4, 1.1],
    noise: [3, 6],
    gain: [0.72, 0.92],
    glare: 0.3,
    quality: [65, 80],
  },
  hard: {
    frame: [1200, 820],
    width: [0.72, 0.82],
    tilt: 6,
    lean: 0.06,
    blur: [1, 1.8],
    noise: [6, 11],
    gain: [0.5, 0.7],
    glare: 0.5,
    quality: [45, 60],
  },
};

/** Further flaws, combined with any grade. */
export const FLAWS = {
  none: {},
  motion: { motion: [4, 11] },
  jpeg40: { quality: [36, 42] },
  shadow: { shadow: [0.4, 0.7] },
  warm: { cast: [1.08, 0.9, 0.62] },
  cold: { cast: [0.86, 0.97, 1.1] },
  moire: { moire: [0.06, 0.16] },
  photocopy: { grey: true },
  turned: { turn: 180 },
};

/** Flaws that make a card unreadable: nothing has to be read, but no wrong value may be accepted. */
export const UNREADABLE_FLAWS = { sideways: { turn: 90 }, tiny: { width: [0.28, 0.4] }, defocused: { blur: [3, 6] } };

/**
 * A photo of the card with the given grade, as a JPEG.
 * @param card `{ data, width, height }`, RGBA
 * @param flaw one of `FLAWS` or `UNREADABLE_FLAWS`
 */
export async function photograph(card, grade, random, flaw = {}) {
  const { frame, width, tilt, lean, blur, noise, gain, glare, quality } = { ...GRADES[grade], ...flaw };
  const between = ([low, high]) => low + (high - low) * random();
  const [w, h] = frame;
  const turn = (random() * 2 - 1) * tilt + (flaw.turn ?? 0) * (random() < 0.5 ? 1 : -1);
  const wide = between(width) * (flaw.turn === 90 ? h : w);
  const corners = cornersOf(card, w, h, wide, turn, lean, random);
  const base = warp(card, corners, w, h, random, flaw.grey === true);
  if (flaw.motion) motionBlur(base, w, h, between(flaw.motion), random() * Math.PI);
  const soft = await blurredBy(base, w, h, between(blur));
  applyLight(soft, w, h, lightOf(w, h, between(gain), random() < glare, flaw, random), between(noise), random);
  const jpeg = await sharp(new Uint8ClampedArray(soft), { raw: { width: w, height: h, channels: 3 } })
    .jpeg({ quality: Math.round(between(quality)) })
    .toBuffer();
  return jpeg;
}

/** Decodes an image: `{ data, width, height }`, RGBA. */
export async function pictureOf(image) {
  const { data, info } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function cornersOf(card, w, h, wide, degrees, lean, random) {
  const tall = (wide * card.height) / card.width;
  const angle = (degrees * Math.PI) / 180;
  const [cx, cy] = [w / 2 + (random() - 0.5) * 0.06 * w, h / 2 + (random() - 0.5) * 0.06 * h];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([sx, sy]) => {
    const [x, y] = [
      (sx * wide) / 2 + (random() - 0.5) * 2 * lean * wide,
      (sy * tall) / 2 + (random() - 0.5) * 2 * lean * wide,
    ];
    return [cx + x * Math.cos(angle) - y * Math.sin(angle), cy + x * Math.sin(angle) + y * Math.cos(angle)];
  });
}

/** The card on a table, projected to the four corners. RGB. */
function warp(card, corners, w, h, random, grey) {
  const [a, b, c, d, e, f, g, i] = inverseOf(corners, card.width, card.height);
  const { data, width, height } = card;
  const out = new Uint8ClampedArray(w * h * 3);
  const table = [40 + random() * 60, 40 + random() * 50, 40 + random() * 50];
  const [fx, fy] = [0.01 + random() * 0.03, 0.01 + random() * 0.03];
  for (let y = 0, at = 0; y < h; y += 1) {
    const bend = 3 * Math.sin(y * fy);
    for (let x = 0; x < w; x += 1, at += 3) {
      let [red, green, blue, n] = [0, 0, 0, 0];
      for (let k = 0.25; k < 1; k += 0.5) {
        const q = g * (x + k) + i * (y + k) + 1;
        const u = Math.floor((a * (x + k) + b * (y + k) + c) / q);
        const v = Math.floor((d * (x + k) + e * (y + k) + f) / q);
        if (u < 0 || v < 0 || u >= width || v >= height || isOutsideRoundedCorner(u, v, width, height)) continue;
        const from = (v * width + u) * 4;
        red += data[from];
        green += data[from + 1];
        blue += data[from + 2];
        n += 1;
      }
      if (grey && n > 0) {
        // A photocopy has dark and light areas and little in between.
        const tone = 255 / (1 + Math.exp(-((0.3 * red + 0.59 * green + 0.11 * blue) / n - 128) / 28));
        [red, green, blue] = [tone * n, tone * n, tone * n];
      }
      const wave = n < 2 ? 12 * Math.sin(x * fx + bend) : 0;
      out[at] = (red + (2 - n) * (table[0] + wave)) / 2;
      out[at + 1] = (green + (2 - n) * (table[1] + wave)) / 2;
      out[at + 2] = (blue + (2 - n) * (table[2] + wave)) / 2;
    }
  }
  return out;
}

function isOutsideRoundedCorner(u, v, width, height) {
  const radius = 44;
  const [dx, dy] = [Math.max(radius - u, u - (width - radius), 0), Math.max(radius - v, v - (height - radius), 0)];
  return dx * dx + dy * dy > radius * radius;
}

function motionBlur(data, w, h, length, angle) {
  const steps = Math.max(2, Math.round(length));
  const offsets = Array.from({ length: steps }, (_, k) => {
    const at = (k / (steps - 1) - 0.5) * length;
    return Math.round(at * Math.sin(angle)) * w + Math.round(at * Math.cos(angle));
  });
  const from = new Uint8ClampedArray(data);
  for (let pixel = 0; pixel < w * h; pixel += 1)
    for (let c = 0; c < 3; c += 1) {
      let sum = 0;
      for (const offset of offsets) sum += from[(pixel + offset) * 3 + c] ?? from[pixel * 3 + c];
      data[pixel * 3 + c] = sum / steps;
    }
}

/** The eight coefficients of the projection from frame to card through the four corners. */
function inverseOf(corners, w, h) {
  const card = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ];
  const rows = corners.flatMap(([x, y], i) => {
    const [u, v] = card[i];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let i = 0; i < 8; i += 1) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]) > Math.abs(rows[best][i]) ? k + i : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (const [k, row] of rows.entries()) {
      if (k === i) continue;
      const factor = row[i] / rows[i][i];
      for (let j = i; j < 9; j += 1) row[j] -= factor * rows[i][j];
    }
  }
  return rows.map((row, i) => row[8] / row[i]);
}

async function blurredBy(data, width, height, sigma) {
  if (sigma < 0.3) return new Float32Array(data);
  const raw = await sharp(data, { raw: { width, height, channels: 3 } })
    .blur(sigma)
    .raw()
    .toBuffer();
  return new Float32Array(raw);
}

/** Uneven light, lamp reflection, shadow of the phone, colour of a bulb, moiré of a screen. */
function lightOf(w, h, gain, shining, { shadow, cast = [1, 1, 1], moire }, random) {
  const [gx, gy] = [(random() - 0.5) * 0.25, (random() - 0.5) * 0.25];
  const [sx, sy, size, strength] = [
    random() * w,
    random() * h,
    (0.06 + random() * 0.1) * w,
    shining ? 60 + random() * 110 : 0,
  ];
  const [edge, lean, depth, soft] = [0.2 + random() * 0.6, random() - 0.5, random(), 4 + random() * 40];
  const [wave, across, ripple] = [0.3 + random() * 1.2, random() * 2 - 1, random()];
  const dark = shadow ? shadow[0] + (shadow[1] - shadow[0]) * depth : 1;
  const rough = moire ? moire[0] + (moire[1] - moire[0]) * ripple : 0;
  return (x, y, pixel) => {
    const near = ((x - sx) ** 2 + (y - sy) ** 2) / (2 * size * size);
    let shade = gain * (1 + gx * (x / w - 0.5) + gy * (y / h - 0.5));
    if (dark < 1) shade *= dark + (1 - dark) / (1 + Math.exp(-(x - (edge + lean * (y / h - 0.5)) * w) / soft));
    pixel.shine = near < 9 ? strength * Math.exp(-near) : 0;
    for (let c = 0; c < 3; c += 1)
      pixel.gain[c] =
        shade * cast[c] * (rough > 0 ? 1 + rough * Math.sin(wave * (x + across * y) * (1 + c * 0.01)) : 1);
  };
}

const GRAINS = 1 << 16;

/** Applies light and sensor noise in place. */
function applyLight(data, w, h, light, grain, random) {
  const grains = Float32Array.from({ length: GRAINS }, () => grain * normal(random));
  const pixel = { gain: [1, 1, 1], shine: 0 };
  let k = 0;
  for (let y = 0, at = 0; y < h; y += 1) {
    // Every row starts at a different offset, so that the noise has no pattern.
    k = Math.floor(random() * GRAINS);
    for (let x = 0; x < w; x += 1, at += 3) {
      light(x, y, pixel);
      for (let c = 0; c < 3; c += 1) {
        data[at + c] = data[at + c] * pixel.gain[c] + pixel.shine + grains[k];
        k = (k + 1) & (GRAINS - 1);
      }
    }
  }
}

function normal(random) {
  return (random() + random() + random() + random() - 2) * 1.73;
}
