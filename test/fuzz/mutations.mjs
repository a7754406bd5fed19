// Mutations of valid messages. Each takes a seeded random source and the value to change, so the same seed gives the
// same mutation. Those of MEMBERS change the manifest in place; the others return the new value.
const STRINGS = [
  '',
  ' ',
  '\u0000',
  '𝕏🇲🇽',
  '\u202Eoiloꓳ',
  'a'.repeat(20_000),
  '../../etc/passwd',
  "'; drop table intake.support; --",
  '%00',
  '__proto__',
  'null',
  '2027-02-30T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00.000Z',
  '\uD800',
  '00000000-0000-0000-0000-000000000000',
];
const VALUES = [
  null,
  true,
  false,
  -1,
  0,
  1,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  1e308,
  0.5,
  [],
  {},
  [[[]]],
  { __proto__: null, constructor: { prototype: {} } },
  ...STRINGS,
];
const YEAR = 365 * 86_400_000;

// --- bytes

export const BYTES = {
  truncated: (random, bytes) => bytes.subarray(0, Math.floor(random.next() * bytes.length)),
  flipped: (random, bytes) => {
    const copy = Buffer.from(bytes);
    for (let times = Math.ceil(random.next() * 8); times > 0 && copy.length > 0; times -= 1) {
      const at = Math.floor(random.next() * copy.length);
      copy[at] ^= 1 << Math.floor(random.next() * 8);
    }
    return copy;
  },
  flippedHeader: (random, bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[Math.floor(random.next() * Math.min(16, copy.length))] = Math.floor(random.next() * 256);
    return copy;
  },
  wrongLength: (random, bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length < 16) return copy;
    const wrongValues = [
      0,
      1,
      64,
      65_535,
      65_536,
      0x7fffffff,
      0xffffffff,
      copy.readUInt32BE(8) + 1,
      copy.readUInt32BE(12) + 7,
    ];
    copy.writeUInt32BE(random.pick(wrongValues) >>> 0, random.pick([8, 12]));
    return copy;
  },
  inserted: (random, bytes) => {
    const at = Math.floor(random.next() * bytes.length);
    const more = Buffer.alloc(Math.ceil(random.next() * 300), Math.floor(random.next() * 256));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  removed: (random, bytes) => {
    const at = Math.floor(random.next() * bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Math.ceil(random.next() * 200))]);
  },
  reordered: (random, bytes) => {
    const [a, b, c] = [random.next(), random.next(), random.next()]
      .sort()
      .map((part) => Math.floor(part * bytes.length));
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
  },
  duplicated: (_, bytes) => Buffer.concat([bytes, bytes]),
  appended: (random, bytes) => Buffer.concat([bytes, Buffer.alloc(Math.ceil(random.next() * 70_000), 0x41)]),
  zeroes: (random) => Buffer.alloc(Math.floor(random.next() * 5000)),
};

// --- a manifest as an object, before it is signed again

function randomMember(random, manifest) {
  const inside = [manifest, ...Object.values(manifest).filter((value) => value && typeof value === 'object')];
  const parent = random.pick([manifest, manifest, ...inside]);
  return [parent, random.pick(Object.keys(parent)) ?? 'version'];
}

export const MEMBERS = {
  dropped: (random, manifest) => {
    const [parent, key] = randomMember(random, manifest);
    delete parent[key];
  },
  wrongType: (random, manifest) => {
    const [parent, key] = randomMember(random, manifest);
    parent[key] = random.pick(VALUES);
  },
  added: (random, manifest) => {
    manifest[random.pick(STRINGS)] = random.pick(VALUES);
  },
  nested: (random, manifest) => {
    let nested = 1;
    for (let level = Math.floor(random.next() * 3000); level > 0; level -= 1) nested = [nested];
    manifest[random.pick(Object.keys(manifest))] = nested;
  },
  otherFolio: (random, manifest) => {
    manifest.folio = random.pick([
      'AC-00000-000000',
      'AC-ZZZZZ-00001X',
      manifest.folio?.toLowerCase(),
      `${manifest.folio} `,
    ]);
  },
  skewedClock: (random, manifest) => {
    const at = new Date(Date.now() + (random.next() - 0.5) * 40 * YEAR).toISOString();
    const field = random.pick(['capturedAt', 'lastServerTime', 'privacyNotice']);
    if (field === 'capturedAt') manifest.capturedAt = at;
    else if (field === 'lastServerTime')
      manifest.lastServerTime = { at, monotonicMs: Math.floor(random.next() * 1e12) };
    else manifest.privacyNotice = { version: '1', consentedAt: at };
  },
  otherIds: (random, manifest) => {
    const key = random.pick(['deviceId', 'processId', 'aspirantId', 'auxiliaryId']);
    manifest[key] = random.pick([
      manifest.processId,
      '11111111-1111-4111-8111-111111111111',
      manifest.deviceId?.toUpperCase(),
    ]);
  },
  wrongParts: (random, manifest) => {
    const parts = manifest.parts;
    if (!Array.isArray(parts) || parts.length === 0) return;
    const wrongValues = [
      () => (manifest.parts = []),
      () => (manifest.parts = Array.from({ length: 100 }, () => parts[0])),
      () => (manifest.parts = [...parts].reverse()),
      () => (manifest.parts = [...parts, parts[0]]),
      () => (manifest.parts = parts.slice(1)),
      () => (random.pick(parts).size = random.pick([0, 16, 17, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, -5, 1e15])),
      () => (random.pick(parts).sha256 = 'f'.repeat(64)),
      () => (random.pick(parts).name = random.pick(STRINGS)),
    ];
    random.pick(wrongValues)();
  },
  otherVersion: (random, manifest) => {
    manifest.version = random.pick([0, 2, -1, '1', 1.5, 1e21]);
  },
  otherKind: (random, manifest) => {
    manifest.kind = random.pick(['enrolment', 'receipt', '', 7]);
  },
};

// --- the canonical JSON text of a manifest; each character is one byte

export const TEXT = {
  blanks: (random, text) => text.replace(',', random.pick([', ', ',\n', ' ,\t'])),
  duplicateKey: (_, text) => text.replace('{', '{"version":1,'),
  escaped: (_, text) => text.replace('support', '\\u0073upport'),
  byteOrderMark: (_, text) => `\xef\xbb\xbf${text}`,
  truncated: (random, text) => text.slice(0, Math.floor(random.next() * text.length)),
  trailing: (random, text) => text + random.pick(['}', ' ', '\u0000', '{}', ',']),
  hugeNumber: (_, text) => text.replace('"version":1', '"version":1e400'),
  floatVersion: (_, text) => text.replace('"version":1', '"version":1.0'),
  deeplyNested: (random, text) => '['.repeat(Math.floor(random.next() * 40_000)) + text,
  loneSurrogate: (_, text) => text.replace('"app"', '"\\ud800"'),
  notUtf8: (_, text) => `${text.slice(0, 40)}\xc3\x28\xff${text.slice(40)}`,
  proto: (_, text) => text.replace('{', '{"__proto__":{"kind":"support"},'),
  empty: () => '',
  otherOrder: (_, text) => {
    try {
      return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
    } catch {
      return text;
    }
  },
};

// --- JSON bodies

export const BODIES = {
  truncated: (random, text) => text.slice(0, Math.floor(random.next() * text.length)),
  wrongType: (random, text) => {
    try {
      const body = JSON.parse(text);
      const [parent, key] = randomMember(random, body);
      parent[key] = random.pick(VALUES);
      return JSON.stringify(body);
    } catch {
      return text;
    }
  },
  replaced: (random) => JSON.stringify(random.pick(VALUES)),
  deeplyNested: (random) => '['.repeat(Math.floor(random.next() * 90_000)),
  big: (random) => JSON.stringify({ manifests: 'A'.repeat(Math.floor(random.next() * 300_000)) }),
  bytes: (random, text) => BYTES[random.pick(Object.keys(BYTES))](random, Buffer.from(text)),
  many: (random, text) => {
    try {
      const { manifests } = JSON.parse(text);
      return JSON.stringify({
        manifests: Array.from({ length: random.pick([2, 50, 200, 201, 300]) }, () => manifests[0]),
      });
    } catch {
      return text;
    }
  },
};
