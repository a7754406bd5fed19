// Builds fuzz cases from valid messages. A case is a kind and a list of mutation steps, both determined by the seed and
// the index of the case. A case can be minimized by removing steps.
import { randomFrom } from '../chaos/lib.mjs';
import { decodeContainer, digestOf } from '../chaos/container.mjs';
import { BODIES, BYTES, MEMBERS, TEXT } from './mutations.mjs';

const KINDS = [
  ['bytes', 34],
  ['manifest', 24],
  ['text', 8],
  ['signature', 4],
  ['jwe', 4],
  ['replay', 4],
  ['request', 5],
  ['rawHttp', 1],
  ['announcement', 7],
  ['lease', 5],
  ['challenge', 2],
  ['enrolment', 4],
];
const TOTAL = KINDS.reduce((sum, [, weight]) => sum + weight, 0);

/** Chooses the kind and steps of a case. */
export function plan(seed, index) {
  const random = randomFrom((seed * 2_654_435_761 + index * 40_503) >>> 0);
  let position = random.next() * TOTAL;
  const [kind] = KINDS.find(([, weight]) => (position -= weight) < 0) ?? KINDS[0];
  const steps = Array.from({ length: 1 + Math.floor(random.next() * 2.2) }, () => Math.floor(random.next() * 2 ** 32));
  return { kind, steps, index };
}

/** @returns the request: `{ method, path, headers, body }`, or `{ raw, options }`. */
export async function compose({ kind, steps }, valid, tools) {
  return BUILDERS[kind](steps, valid, tools);
}

const apply = (table, steps, value) =>
  steps.reduce((current, step, nth) => {
    const random = randomFrom(step);
    try {
      return table[random.pick(Object.keys(table))](random, current) ?? current;
    } catch (error) {
      // A later step may need a field that an earlier step removed.
      if (nth === 0 || !(error instanceof TypeError)) throw error;
      return current;
    }
  }, value);

const put = (folio, body, extraHeaders = {}) => ({
  method: 'PUT',
  path: `/api/v1/supports/${folio}`,
  headers: {
    'content-type': 'application/vnd.apoyo-ciudadano.container.v1',
    'content-length': String(body.length),
    ...extraHeaders,
  },
  body,
});

const post = (path, body, type = 'application/json', extraHeaders = {}) => {
  const bytes = Buffer.from(body);
  return {
    method: 'POST',
    path,
    headers: { 'content-type': type, 'content-length': String(bytes.length), ...extraHeaders },
    body: bytes,
  };
};

/** Encodes a container with a changed manifest, signed with the keys of the device unless others are given. */
function resigned(valid, signed, { encodeContainer, signP256 }, keys = valid.keys) {
  const { parts } = decodeContainer(valid.container);
  return Buffer.from(encodeContainer({ manifest: signed, signature: signP256(keys, signed), jwe: valid.jwe, parts }));
}

const BUILDERS = {
  bytes: (steps, valid) => put(valid.folio, apply(BYTES, steps, Buffer.from(valid.container))),

  manifest: (steps, valid, tools) => {
    const { manifest } = decodeContainer(valid.container);
    apply(MEMBERS, steps, manifest);
    const folio =
      typeof manifest.folio === 'string' && randomFrom(steps[0]).happens(0.3) ? manifest.folio : valid.folio;
    return put(
      encodeURIComponent(folio.toWellFormed()).slice(0, 2000),
      resigned(valid, Buffer.from(sortedJson(manifest)), tools),
    );
  },

  text: (steps, valid, tools) => {
    const text = apply(TEXT, steps, decodeContainer(valid.container).signed.toString('latin1'));
    return put(valid.folio, resigned(valid, Buffer.from(text, 'latin1'), tools));
  },

  signature: (steps, valid, tools) => {
    const random = randomFrom(steps[0]);
    if (random.happens(0.4))
      return put(valid.folio, resigned(valid, decodeContainer(valid.container).signed, tools, tools.otherKeys));
    const container = Buffer.from(valid.container);
    const at = 16 + container.readUInt32BE(8);
    container.subarray(at, at + 64).fill(random.pick([0, 0xff, 0x80]));
    return put(valid.folio, container);
  },

  /** Replaces the JWE with one for another key or none; the manifest carries its correct hash. */
  jwe: (steps, valid, tools) => {
    const random = randomFrom(steps[0]);
    const headers = [
      { alg: 'none' },
      { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'unknown' },
      { kid: 'x'.repeat(30_000) },
      [],
      null,
      7,
    ];
    const header = Buffer.from(JSON.stringify(random.pick(headers))).toString('base64url');
    const jwe = random.pick([`${header}....`, `${header}.a.b.c.d`, '....', '', '\u0000', 'not a jwe', `.${valid.jwe}`]);
    const { manifest, parts } = decodeContainer(valid.container);
    const signed = Buffer.from(sortedJson({ ...manifest, jwe: digestOf(Buffer.from(jwe)) }));
    const { encodeContainer, signP256 } = tools;
    return put(
      valid.folio,
      Buffer.from(encodeContainer({ manifest: signed, signature: signP256(valid.keys, signed), jwe, parts })),
    );
  },

  /** Sends a record again, under another folio, or sends the record of another device. */
  replay: (steps, valid, tools) => {
    const random = randomFrom(steps[0]);
    const other = random.pick(tools.validRecords);
    return put(
      random.pick([valid.folio, valid.folio, other.folio]),
      Buffer.from(random.pick([valid, other]).container),
    );
  },

  request: (steps, valid) => {
    const random = randomFrom(steps[0]);
    const body = Buffer.from(valid.container);
    const changes = [
      () => ({ ...put(valid.folio, body), method: random.pick(['POST', 'PATCH', 'DELETE', 'OPTIONS', 'GET']) }),
      () =>
        put(
          random.pick([
            '',
            '%00',
            '..%2f..%2fetc',
            'AC-%F0%9F%92%A9',
            'a'.repeat(7000),
            '%E0%A4%A',
            'AC-00000-000000?x=1#y',
          ]),
          body,
        ),
      () =>
        put(valid.folio, body, {
          'content-type': random.pick([
            '',
            'application/json',
            'multipart/form-data',
            'application/vnd.apoyo-ciudadano.container.v1; x=1',
          ]),
        }),
      () => put(valid.folio, Buffer.alloc(0)),
      () => put(valid.folio, body, { 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'x']) }),
      () =>
        put(valid.folio, body, {
          'x-forwarded-for': 'x'.repeat(4000),
          accept: random.pick(['text/html', '*/*', 'image/png']),
        }),
      () => put(valid.folio, body, { 'content-length': undefined, 'transfer-encoding': 'chunked' }),
    ];
    return random.pick(changes)();
  },

  /** Requests that no HTTP client would send. */
  rawHttp: (steps, valid) => {
    const random = randomFrom(steps[0]);
    const start = `PUT /api/v1/supports/${valid.folio} HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.apoyo-ciudadano.container.v1\r\n`;
    const length = valid.container.length;
    const impatient = { patience: 2500 };
    const requests = [
      {
        raw: [`${start}Content-Length: ${length}\r\nContent-Length: ${length + 1}\r\n\r\n`, valid.container],
        options: impatient,
      },
      {
        raw: [`${start}Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n\r\n`, valid.container],
        options: impatient,
      },
      { raw: [`${start}Content-Length: -1\r\n\r\n`], options: impatient },
      { raw: [`${start}Content-Length: 99999999999999999999\r\n\r\n`], options: impatient },
      {
        raw: [`${start}Content-Length: ${length + 500}\r\n\r\n`, valid.container],
        options: { hangUp: true, pause: 30 },
      },
      { raw: [`${start}Content-Length: ${length - 500}\r\n\r\n`, valid.container], options: impatient },
      {
        raw: [`${start}Content-Length: ${length}\r\n\r\n`, valid.container.subarray(0, length / 2)],
        options: { hangUp: true, pause: 20 },
      },
      {
        raw: [`${start}Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n`, valid.container],
        options: { hangUp: true, pause: 20 },
      },
      { raw: [`${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n`], options: impatient },
      { raw: [`${start}X: ${'y'.repeat(40_000)}\r\n\r\n`], options: impatient },
      { raw: ['\u0000\u0001\u0002 not http at all\r\n\r\n'], options: impatient },
      {
        raw: [`${start}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`, valid.container],
        options: impatient,
      },
      {
        raw: [...`${start}Content-Length: ${length}\r\n\r\n`.match(/[^]{1,9}/g), valid.container.subarray(0, 400)],
        options: { hangUp: true, pause: 5 },
      },
    ];
    return random.pick(requests);
  },

  announcement: (steps, valid) => {
    const { signed } = decodeContainer(valid.container);
    const signature = valid.container.subarray(16 + signed.length, 80 + signed.length);
    const announced = {
      manifest: signed.toString('base64url'),
      signature: Buffer.from(signature).toString('base64url'),
    };
    return post('/api/v1/announcements', apply(BODIES, steps, JSON.stringify({ manifests: [announced] })));
  },

  lease: (steps, valid, { signJwsP256 }) => {
    const random = randomFrom(steps[0]);
    const request = {
      deviceId: valid.deviceId,
      at: new Date().toISOString(),
      nonce: 'n'.repeat(43),
      appVersion: '0.1.0',
    };
    const mutated = { ...request };
    apply(MEMBERS, steps, mutated);
    const jws = signJwsP256(valid.keys, random.happens(0.5) ? mutated : request);
    const [header, payload, signature] = jws.split('.');
    const unsignedHeader = Buffer.from('{"alg":"none"}').toString('base64url');
    const candidates = [
      jws,
      `${unsignedHeader}.${payload}.`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      apply(BYTES, steps, Buffer.from(jws)),
      `${signature}.${payload}.${header}`,
    ];
    return post('/api/v1/leases', random.pick(candidates), 'application/jose');
  },

  challenge: (steps, _, { enrolment }) => {
    const { ticket, idProceso, idAuxiliar } = enrolment;
    const random = randomFrom(steps[0]);
    const authorization = random.pick([
      `Bearer ${ticket}`,
      `Bearer ${ticket.slice(0, -3)}`,
      'Bearer ',
      'Basic x',
      'Bearer a.b.c',
    ]);
    return post(
      '/api/v1/enrolments/challenge',
      apply(BODIES, steps, JSON.stringify({ idProceso, idAuxiliar })),
      'application/json',
      { authorization },
    );
  },

  enrolment: (steps, valid, { enrolment, challenge }) => {
    const body = apply(BYTES, steps, Buffer.from(enrolment.container));
    const random = randomFrom(steps[0]);
    const id = random.pick([
      challenge.enrolmentId,
      challenge.enrolmentId,
      'x',
      '11111111-1111-4111-8111-111111111111',
      '%00',
    ]);
    return {
      method: 'PUT',
      path: `/api/v1/enrolments/${id}`,
      headers: {
        'content-type': 'application/vnd.apoyo-ciudadano.container.v1',
        'content-length': String(body.length),
        authorization: `Bearer ${enrolment.ticket}`,
      },
      body,
    };
  },
};

/** JSON with sorted keys; null for values that JSON does not have. */
function sortedJson(value) {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (value && typeof value === 'object') {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${sortedJson(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
