// How a good message is spoilt. Each mutation takes chance and what it changes, and says in a word what it did; the same seed
// spoils the same way.
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

// --- octets

export const OCTETS = {
  truncated: (luck, bytes) => bytes.subarray(0, Math.floor(luck.next() * bytes.length)),
  flipped: (luck, bytes) => {
    const copy = Buffer.from(bytes);
    for (let times = Math.ceil(luck.next() * 8); times > 0 && copy.length > 0; times -= 1) {
      const at = Math.floor(luck.next() * copy.length);
      copy[at] ^= 1 << Math.floor(luck.next() * 8);
    }
    return copy;
  },
  flippedHeader: (luck, bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[Math.floor(luck.next() * Math.min(16, copy.length))] = Math.floor(luck.next() * 256);
    return copy;
  },
  lyingLength: (luck, bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length < 16) return copy;
    const lies = [
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
    copy.writeUInt32BE(luck.pick(lies) >>> 0, luck.pick([8, 12]));
    return copy;
  },
  inserted: (luck, bytes) => {
    const at = Math.floor(luck.next() * bytes.length);
    const more = Buffer.alloc(Math.ceil(luck.next() * 300), Math.floor(luck.next() * 256));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  removed: (luck, bytes) => {
    const at = Math.floor(luck.next() * bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Math.ceil(luck.next() * 200))]);
  },
  reordered: (luck, bytes) => {
    const [a, b, c] = [luck.next(), luck.next(), luck.next()].sort().map((part) => Math.floor(part * bytes.length));
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)]);
  },
  doubled: (_, bytes) => Buffer.concat([bytes, bytes]),
  appended: (luck, bytes) => Buffer.concat([bytes, Buffer.alloc(Math.ceil(luck.next() * 70_000), 0x41)]),
  zeroes: (luck) => Buffer.alloc(Math.floor(luck.next() * 5000)),
};

// --- a manifest as an object, before it is signed anew

function somewhere(luck, manifest) {
  const inside = [manifest, ...Object.values(manifest).filter((value) => value && typeof value === 'object')];
  const parent = luck.pick([manifest, manifest, ...inside]);
  return [parent, luck.pick(Object.keys(parent)) ?? 'version'];
}

export const MEMBERS = {
  dropped: (luck, manifest) => {
    const [parent, key] = somewhere(luck, manifest);
    delete parent[key];
  },
  strange: (luck, manifest) => {
    const [parent, key] = somewhere(luck, manifest);
    parent[key] = luck.pick(VALUES);
  },
  added: (luck, manifest) => {
    manifest[luck.pick(STRINGS)] = luck.pick(VALUES);
  },
  nested: (luck, manifest) => {
    let deep = 1;
    for (let level = Math.floor(luck.next() * 3000); level > 0; level -= 1) deep = [deep];
    manifest[luck.pick(Object.keys(manifest))] = deep;
  },
  otherFolio: (luck, manifest) => {
    manifest.folio = luck.pick([
      'AC-00000-000000',
      'AC-ZZZZZ-00001X',
      manifest.folio?.toLowerCase(),
      `${manifest.folio} `,
    ]);
  },
  skewedClock: (luck, manifest) => {
    const at = new Date(Date.now() + (luck.next() - 0.5) * 40 * YEAR).toISOString();
    const where = luck.pick(['capturedAt', 'lastServerTime', 'privacyNotice']);
    if (where === 'capturedAt') manifest.capturedAt = at;
    else if (where === 'lastServerTime') manifest.lastServerTime = { at, monotonicMs: Math.floor(luck.next() * 1e12) };
    else manifest.privacyNotice = { version: '1', consentedAt: at };
  },
  ofAnother: (luck, manifest) => {
    const key = luck.pick(['deviceId', 'processId', 'aspirantId', 'auxiliaryId']);
    manifest[key] = luck.pick([
      manifest.processId,
      '11111111-1111-4111-8111-111111111111',
      manifest.deviceId?.toUpperCase(),
    ]);
  },
  lyingParts: (luck, manifest) => {
    const parts = manifest.parts;
    if (!Array.isArray(parts) || parts.length === 0) return;
    const lies = [
      () => (manifest.parts = []),
      () => (manifest.parts = Array.from({ length: 100 }, () => parts[0])),
      () => (manifest.parts = [...parts].reverse()),
      () => (manifest.parts = [...parts, parts[0]]),
      () => (manifest.parts = parts.slice(1)),
      () => (luck.pick(parts).size = luck.pick([0, 16, 17, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, -5, 1e15])),
      () => (luck.pick(parts).sha256 = 'f'.repeat(64)),
      () => (luck.pick(parts).name = luck.pick(STRINGS)),
    ];
    luck.pick(lies)();
  },
  otherVersion: (luck, manifest) => {
    manifest.version = luck.pick([0, 2, -1, '1', 1.5, 1e21]);
  },
  otherKind: (luck, manifest) => {
    manifest.kind = luck.pick(['enrolment', 'receipt', '', 7]);
  },
};

// --- the text of a manifest, after it was made canonical: each character one octet of it

export const TEXT = {
  blanks: (luck, text) => text.replace(',', luck.pick([', ', ',\n', ' ,\t'])),
  keysTwice: (_, text) => text.replace('{', '{"version":1,'),
  escaped: (_, text) => text.replace('support', '\\u0073upport'),
  mark: (_, text) => `\xef\xbb\xbf${text}`,
  cut: (luck, text) => text.slice(0, Math.floor(luck.next() * text.length)),
  more: (luck, text) => text + luck.pick(['}', ' ', '\u0000', '{}', ',']),
  hugeNumber: (_, text) => text.replace('"version":1', '"version":1e400'),
  floatOne: (_, text) => text.replace('"version":1', '"version":1.0'),
  deep: (luck, text) => '['.repeat(Math.floor(luck.next() * 40_000)) + text,
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
  cut: (luck, text) => text.slice(0, Math.floor(luck.next() * text.length)),
  strange: (luck, text) => {
    try {
      const body = JSON.parse(text);
      const [parent, key] = somewhere(luck, body);
      parent[key] = luck.pick(VALUES);
      return JSON.stringify(body);
    } catch {
      return text;
    }
  },
  whole: (luck) => JSON.stringify(luck.pick(VALUES)),
  deep: (luck) => '['.repeat(Math.floor(luck.next() * 90_000)),
  big: (luck) => JSON.stringify({ manifests: 'A'.repeat(Math.floor(luck.next() * 300_000)) }),
  octets: (luck, text) => OCTETS[luck.pick(Object.keys(OCTETS))](luck, Buffer.from(text)),
  many: (luck, text) => {
    try {
      const { manifests } = JSON.parse(text);
      return JSON.stringify({
        manifests: Array.from({ length: luck.pick([2, 50, 200, 201, 300]) }, () => manifests[0]),
      });
    } catch {
      return text;
    }
  },
};
