import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical-json.js';
import { WireError, encodeContainer, headerLength, parseHeader, splitParts } from './container.js';
import { composeFolio, counterOf, findFolio, isFolio } from './folio.js';
import { canonicalManifest, instantSchema, parseManifest, type SupportManifest } from './manifest.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefixes = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 5, maxLength: 5 });
const counters = fc.integer({ min: 0, max: 32 ** 5 - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });

const manifest: SupportManifest = {
  version: 1,
  kind: 'support',
  folio: composeFolio('7K2MD', 41),
  processId: '00000000-0000-4000-8000-000000000001',
  periodVersion: 1,
  aspirantId: '00000000-0000-4000-8000-000000000002',
  auxiliaryId: '00000000-0000-4000-8000-000000000003',
  deviceId: '00000000-0000-4000-8000-000000000004',
  channel: 'app',
  credentialType: 'E',
  capturedAt: '2027-01-15T18:00:00.000Z',
  lastServerTime: { at: '2027-01-15T12:00:00.000Z', monotonicMs: 21_600_000 },
  appVersion: '0.1.0',
  privacyNotice: { version: '1', consentedAt: '2027-01-15T17:59:00.000Z' },
  jwe: 'a'.repeat(64),
  parts: [{ name: 'anverso', size: 300_016, sha256: 'b'.repeat(64) }],
  attestation: '',
};

describe('a folio (§8.11)', () => {
  it('passes its own check', () => {
    fc.assert(fc.property(prefixes, counters, (prefix, counter) => isFolio(composeFolio(prefix, counter))));
  });

  it('is rejected if a character is misread or two neighbours are swapped', () => {
    fc.assert(
      fc.property(prefixes, counters, fc.nat(9), fc.constantFrom(...ALPHABET), (prefix, counter, index, other) => {
        const folio = composeFolio(prefix, counter);
        const at = index < 5 ? index + 3 : index + 4;
        const misread = folio.slice(0, at) + other + folio.slice(at + 1);
        expect(isFolio(misread)).toBe(misread === folio);
        if (at === 7) return;
        const swapped = folio.slice(0, at) + (folio[at + 1] ?? '') + (folio[at] ?? '') + folio.slice(at + 2);
        expect(isFolio(swapped)).toBe(swapped === folio);
      }),
    );
  });

  it('contains the counter of its device', () => {
    fc.assert(
      fc.property(prefixes, counters, (prefix, counter) => counterOf(composeFolio(prefix, counter)) === counter),
    );
  });

  it('is unique within a device', () => {
    fc.assert(
      fc.property(prefixes, counters, counters, (prefix, one, other) => {
        expect(composeFolio(prefix, one) === composeFolio(prefix, other)).toBe(one === other);
      }),
    );
  });

  it('is recognised however people type it, but not if a character is missing or wrong', () => {
    fc.assert(
      fc.property(prefixes, counters, (prefix, counter) => {
        const folio = composeFolio(prefix, counter);
        const confused = folio.toLowerCase().replaceAll('-', ' ').replace(/0/g, 'o').replace(/1/g, 'l');
        for (const raw of [
          folio,
          confused,
          folio.replaceAll('-', ''),
          ` ${folio.slice(3)} `,
          folio.slice(3, 8) + folio.slice(9),
        ]) {
          expect(findFolio(raw)).toBe(folio);
        }
        expect(findFolio(folio.slice(0, -1))).toBeUndefined();
        expect(findFolio(`${folio.slice(0, -1)}${folio.endsWith('0') ? '1' : '0'}`)).toBeUndefined();
      }),
    );
  });
});

describe('the canonical form of a manifest (decision 2)', () => {
  it('does not depend on the order of keys', () => {
    const shuffled = Object.fromEntries(Object.entries(manifest).reverse()) as unknown as SupportManifest;
    expect(canonicalManifest(shuffled)).toEqual(canonicalManifest(manifest));
  });

  it('may contain instants of any year from 1 to 9999', () => {
    for (const at of ['0001-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
      expect(instantSchema.safeParse(at).success).toBe(true);
    }
    expect(instantSchema.safeParse('0000-01-01T00:00:00.000Z').success).toBe(false);
  });

  it('can be parsed as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        fc.pre(!JSON.stringify(value).match(/[.eE-]\d|\d{16}/));
        expect(JSON.parse(new TextDecoder().decode(canonicalJson(value as Json)))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('is rejected with a period version above int32', () => {
    const read = (periodVersion: number) => parseManifest(canonicalJson({ ...manifest, periodVersion }));
    expect(read(2 ** 31 - 1)).toMatchObject({ periodVersion: 2 ** 31 - 1 });
    expect(read(2 ** 31)).toBeUndefined();
  });

  it('is the only accepted form of a manifest', () => {
    expect(parseManifest(canonicalManifest(manifest))).toEqual(manifest);
    expect(parseManifest(new TextEncoder().encode(JSON.stringify(manifest, null, 1)))).toBeUndefined();
    const text = new TextDecoder().decode(canonicalManifest(manifest));
    expect(parseManifest(new TextEncoder().encode(text.replace('{', '{"nombre":"X",')))).toBeUndefined();
    expect(
      parseManifest(new TextEncoder().encode(text.replace('"version":1}', '"version":1,"version":1}'))),
    ).toBeUndefined();
  });
});

describe('the container format v1', () => {
  it('decodes what it encodes, and rejects truncated bytes', () => {
    fc.assert(
      fc.property(bytes(2000), fc.array(bytes(3000), { minLength: 1, maxLength: 4 }), fc.nat(), (head, parts, cut) => {
        const signature = new Uint8Array(64).fill(7);
        const whole = encodeContainer({ manifest: head, signature, jwe: 'a.b.c.d.e', parts });
        const header = parseHeader(whole);
        expect(header.manifest).toEqual(head);
        expect(header.jwe).toBe('a.b.c.d.e');
        expect(
          splitParts(
            whole,
            header.length,
            parts.map((part) => part.length),
          ),
        ).toEqual(parts);
        const piece = whole.subarray(0, cut % whole.length);
        const sizes = parts.map((part) => part.length);
        expect(() => splitParts(piece, parseHeader(piece).length, sizes)).toThrow(WireError);
      }),
    );
  });

  it('throws only WireError for arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, disguised) => {
        const start = disguised ? new Uint8Array([0x41, 0x50, 0x43, 0x49, 1, 0, 0, 0, ...noise]) : noise;
        try {
          parseHeader(start);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });

  it('rejects a header with a declared size above the limit before reading it', () => {
    const start = new Uint8Array(16);
    start.set([0x41, 0x50, 0x43, 0x49, 1]);
    new DataView(start.buffer).setUint32(8, 0xffffffff);
    expect(() => headerLength(start)).toThrow('HEADER_TOO_LARGE');
  });
});
