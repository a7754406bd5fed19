// What a camera in the street does to a card: perspective, low light, blur, glare, noise, JPEG. Drawn again from its seed.
import sharp from 'sharp';

/** Numbers 0…1 that follow from the seed alone. */
export function randomFrom(seed) {
  let state = (seed * 2654435761 + 97) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Ranges from [gentlest, worst]: each frame draws its own from them. */
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

/** One photograph of the card (`{ data, width, height }`, RGBA), as a JPEG of that grade decoded again. */
export async function photograph(card, grade, random) {
  const { frame, width, tilt, lean, blur, noise, gain, glare, quality } = GRADES[grade];
  const between = ([low, high]) => low + (high - low) * random();
  const [w, h] = frame;
  const corners = cornersOf(card, w, h, between(width) * w, (random() * 2 - 1) * tilt, lean, random);
  const base = warped(card, corners, w, h, random);
  const soft = await blurredBy(base, w, h, between(blur));
  const light = lightOf(w, h, between(gain), random() < glare, random);
  const grain = between(noise);
  for (let i = 0; i < w * h; i += 1) {
    const [lit, shine] = light(i % w, Math.floor(i / w));
    for (let c = 0; c < 3; c += 1) soft[i * 3 + c] = soft[i * 3 + c] * lit + shine + grain * normal(random);
  }
  const jpeg = await sharp(Uint8ClampedArray.from(soft), { raw: { width: w, height: h, channels: 3 } })
    .jpeg({ quality: Math.round(between(quality)) })
    .toBuffer();
  return pictureOf(jpeg);
}

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

/** The card seen through the four corners, on a table. RGB. */
function warped(card, corners, w, h, random) {
  const back = inverseOf(corners, card.width, card.height);
  const out = new Uint8ClampedArray(w * h * 3);
  const table = [40 + random() * 60, 40 + random() * 50, 40 + random() * 50];
  const [fx, fy] = [0.01 + random() * 0.03, 0.01 + random() * 0.03];
  for (let y = 0, at = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1, at += 3) {
      let [r, g, b, n] = [0, 0, 0, 0];
      for (const [dx, dy] of [
        [0.25, 0.25],
        [0.75, 0.75],
      ]) {
        const [u, v] = back(x + dx, y + dy);
        if (u < 0 || v < 0 || u >= card.width || v >= card.height || outsideRound(u, v, card)) continue;
        const from = (Math.floor(v) * card.width + Math.floor(u)) * 4;
        r += card.data[from];
        g += card.data[from + 1];
        b += card.data[from + 2];
        n += 1;
      }
      const wave = 12 * Math.sin(x * fx + 3 * Math.sin(y * fy));
      for (const [c, value] of [r, g, b].entries()) out[at + c] = (value + (2 - n) * (table[c] + wave)) / 2;
    }
  return out;
}

function outsideRound(u, v, { width, height }) {
  const radius = 44;
  const [dx, dy] = [Math.max(radius - u, u - (width - radius), 0), Math.max(radius - v, v - (height - radius), 0)];
  return dx * dx + dy * dy > radius * radius;
}

/** Frame to card: the projection through the four corners. */
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
  const p = rows.map((row, i) => row[8] / row[i]);
  return (x, y) => {
    const q = p[6] * x + p[7] * y + 1;
    return [(p[0] * x + p[1] * y + p[2]) / q, (p[3] * x + p[4] * y + p[5]) / q];
  };
}

async function blurredBy(data, width, height, sigma) {
  if (sigma < 0.3) return Float32Array.from(data);
  const raw = await sharp(data, { raw: { width, height, channels: 3 } })
    .blur(sigma)
    .raw()
    .toBuffer();
  return Float32Array.from(raw);
}

/** Uneven light, and the reflection of a lamp. */
function lightOf(w, h, gain, shining, random) {
  const [gx, gy] = [(random() - 0.5) * 0.25, (random() - 0.5) * 0.25];
  const [sx, sy, size, strength] = [
    random() * w,
    random() * h,
    (0.06 + random() * 0.1) * w,
    shining ? 60 + random() * 110 : 0,
  ];
  return (x, y) => {
    const near = ((x - sx) ** 2 + (y - sy) ** 2) / (2 * size * size);
    return [gain * (1 + gx * (x / w - 0.5) + gy * (y / h - 0.5)), near < 9 ? strength * Math.exp(-near) : 0];
  };
}

function normal(random) {
  return (random() + random() + random() + random() - 2) * 1.73;
}
