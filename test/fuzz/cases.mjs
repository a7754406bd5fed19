// A case of the fuzzing: what is sent, made of its seed and number alone and of the good messages it starts from. A case is a
// kind and a list of steps; fewer steps make a smaller case.
import { chance } from '../chaos/lib.mjs';
import { decodeContainer, digestOf } from '../chaos/container.mjs';
import { BODIES, MEMBERS, OCTETS, TEXT } from './mutations.mjs';

const KINDS = [
  ['octets', 34],
  ['manifest', 24],
  ['text', 8],
  ['signature', 4],
  ['jwe', 4],
  ['replay', 4],
  ['request', 5],
  ['talk', 1],
  ['announcement', 7],
  ['lease', 5],
  ['challenge', 2],
  ['enrolment', 4],
];
const TOTAL = KINDS.reduce((sum, [, weight]) => sum + weight, 0);

/** What the number of a case stands for, before anything is made of it. */
export function plan(seed, index) {
  const luck = chance((seed * 2_654_435_761 + index * 40_503) >>> 0);
  let at = luck.next() * TOTAL;
  const [kind] = KINDS.find(([, weight]) => (at -= weight) < 0) ?? KINDS[0];
  const steps = Array.from({ length: 1 + Math.floor(luck.next() * 2.2) }, () => Math.floor(luck.next() * 2 ** 32));
  return { kind, steps, index };
}

/** @returns the request: `{ method, path, headers, body }`, or `{ raw, options }`. */
export async function compose({ kind, steps }, good, tools) {
  return MAKERS[kind](steps, good, tools);
}

const apply = (table, steps, value) =>
  steps.reduce((current, step, nth) => {
    const luck = chance(step);
    try {
      return table[luck.pick(Object.keys(table))](luck, current) ?? current;
    } catch (error) {
      // What an earlier step took away cannot be spoilt by a later one.
      if (nth === 0 || !(error instanceof TypeError)) throw error;
      return current;
    }
  }, value);

const put = (folio, body, more = {}) => ({
  method: 'PUT',
  path: `/api/v1/supports/${folio}`,
  headers: {
    'content-type': 'application/vnd.apoyo-ciudadano.container.v1',
    'content-length': String(body.length),
    ...more,
  },
  body,
});

const post = (path, body, type = 'application/json', more = {}) => {
  const bytes = Buffer.from(body);
  return {
    method: 'POST',
    path,
    headers: { 'content-type': type, 'content-length': String(bytes.length), ...more },
    body: bytes,
  };
};

/** A container made anew of a changed manifest, signed by the device itself unless somebody else does. */
function resigned(good, signed, { encodeContainer, signP256 }, keys = good.keys) {
  const { parts } = decodeContainer(good.container);
  return Buffer.from(encodeContainer({ manifest: signed, signature: signP256(keys, signed), jwe: good.jwe, parts }));
}

const MAKERS = {
  octets: (steps, good) => put(good.folio, apply(OCTETS, steps, Buffer.from(good.container))),

  manifest: (steps, good, tools) => {
    const { manifest } = decodeContainer(good.container);
    apply(MEMBERS, steps, manifest);
    const folio = typeof manifest.folio === 'string' && chance(steps[0]).happens(0.3) ? manifest.folio : good.folio;
    return put(
      encodeURIComponent(folio.toWellFormed()).slice(0, 2000),
      resigned(good, Buffer.from(sorted(manifest)), tools),
    );
  },

  text: (steps, good, tools) => {
    const text = apply(TEXT, steps, decodeContainer(good.container).signed.toString('latin1'));
    return put(good.folio, resigned(good, Buffer.from(text, 'latin1'), tools));
  },

  signature: (steps, good, tools) => {
    const luck = chance(steps[0]);
    if (luck.happens(0.4))
      return put(good.folio, resigned(good, decodeContainer(good.container).signed, tools, tools.stranger));
    const container = Buffer.from(good.container);
    const at = 16 + container.readUInt32BE(8);
    container.subarray(at, at + 64).fill(luck.pick([0, 0xff, 0x80]));
    return put(good.folio, container);
  },

  /** Sealed to a key that is not ours, or to none at all, and the manifest says so truthfully. */
  jwe: (steps, good, tools) => {
    const luck = chance(steps[0]);
    const headers = [
      { alg: 'none' },
      { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'nobody' },
      { kid: 'x'.repeat(30_000) },
      [],
      null,
      7,
    ];
    const header = Buffer.from(JSON.stringify(luck.pick(headers))).toString('base64url');
    const jwe = luck.pick([`${header}....`, `${header}.a.b.c.d`, '....', '', '\u0000', 'no jwe', `.${good.jwe}`]);
    const { manifest, parts } = decodeContainer(good.container);
    const signed = Buffer.from(sorted({ ...manifest, jwe: digestOf(Buffer.from(jwe)) }));
    const { encodeContainer, signP256 } = tools;
    return put(
      good.folio,
      Buffer.from(encodeContainer({ manifest: signed, signature: signP256(good.keys, signed), jwe, parts })),
    );
  },

  /** The same again, under another folio, or of another device. */
  replay: (steps, good, tools) => {
    const luck = chance(steps[0]);
    const other = luck.pick(tools.goods);
    return put(luck.pick([good.folio, good.folio, other.folio]), Buffer.from(luck.pick([good, other]).container));
  },

  request: (steps, good) => {
    const luck = chance(steps[0]);
    const body = Buffer.from(good.container);
    const changes = [
      () => ({ ...put(good.folio, body), method: luck.pick(['POST', 'PATCH', 'DELETE', 'OPTIONS', 'GET']) }),
      () =>
        put(
          luck.pick([
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
        put(good.folio, body, {
          'content-type': luck.pick([
            '',
            'application/json',
            'multipart/form-data',
            'application/vnd.apoyo-ciudadano.container.v1; x=1',
          ]),
        }),
      () => put(good.folio, Buffer.alloc(0)),
      () => put(good.folio, body, { 'content-encoding': luck.pick(['gzip', 'br', 'deflate', 'x']) }),
      () =>
        put(good.folio, body, {
          'x-forwarded-for': 'x'.repeat(4000),
          accept: luck.pick(['text/html', '*/*', 'image/png']),
        }),
      () => put(good.folio, body, { 'content-length': undefined, 'transfer-encoding': 'chunked' }),
    ];
    return luck.pick(changes)();
  },

  /** What no HTTP client would send. */
  talk: (steps, good) => {
    const luck = chance(steps[0]);
    const start = `PUT /api/v1/supports/${good.folio} HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.apoyo-ciudadano.container.v1\r\n`;
    const length = good.container.length;
    const quick = { patience: 2500 };
    const talks = [
      {
        raw: [`${start}Content-Length: ${length}\r\nContent-Length: ${length + 1}\r\n\r\n`, good.container],
        options: quick,
      },
      {
        raw: [`${start}Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n\r\n`, good.container],
        options: quick,
      },
      { raw: [`${start}Content-Length: -1\r\n\r\n`], options: quick },
      { raw: [`${start}Content-Length: 99999999999999999999\r\n\r\n`], options: quick },
      {
        raw: [`${start}Content-Length: ${length + 500}\r\n\r\n`, good.container],
        options: { hangUp: true, pause: 30 },
      },
      { raw: [`${start}Content-Length: ${length - 500}\r\n\r\n`, good.container], options: quick },
      {
        raw: [`${start}Content-Length: ${length}\r\n\r\n`, good.container.subarray(0, length / 2)],
        options: { hangUp: true, pause: 20 },
      },
      {
        raw: [`${start}Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n`, good.container],
        options: { hangUp: true, pause: 20 },
      },
      { raw: [`${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n`], options: quick },
      { raw: [`${start}X: ${'y'.repeat(40_000)}\r\n\r\n`], options: quick },
      { raw: ['\u0000\u0001\u0002 not http at all\r\n\r\n'], options: quick },
      { raw: [`${start}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`, good.container], options: quick },
      {
        raw: [...`${start}Content-Length: ${length}\r\n\r\n`.match(/[^]{1,9}/g), good.container.subarray(0, 400)],
        options: { hangUp: true, pause: 5 },
      },
    ];
    return luck.pick(talks);
  },

  announcement: (steps, good) => {
    const { signed } = decodeContainer(good.container);
    const signature = good.container.subarray(16 + signed.length, 80 + signed.length);
    const one = { manifest: signed.toString('base64url'), signature: Buffer.from(signature).toString('base64url') };
    return post('/api/v1/announcements', apply(BODIES, steps, JSON.stringify({ manifests: [one] })));
  },

  lease: (steps, good, { signJwsP256 }) => {
    const luck = chance(steps[0]);
    const request = {
      deviceId: good.deviceId,
      at: new Date().toISOString(),
      nonce: 'n'.repeat(43),
      appVersion: '0.1.0',
    };
    const strange = { ...request };
    apply(MEMBERS, steps, strange);
    const jws = signJwsP256(good.keys, luck.happens(0.5) ? strange : request);
    const [header, payload, signature] = jws.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const spoilt = [
      jws,
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      apply(OCTETS, steps, Buffer.from(jws)),
      `${signature}.${payload}.${header}`,
    ];
    return post('/api/v1/leases', luck.pick(spoilt), 'application/jose');
  },

  challenge: (steps, _, { enrolment }) => {
    const { ticket, idProceso, idAuxiliar } = enrolment;
    const luck = chance(steps[0]);
    const authorization = luck.pick([
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

  enrolment: (steps, good, { enrolment, begun }) => {
    const body = apply(OCTETS, steps, Buffer.from(enrolment.container));
    const luck = chance(steps[0]);
    const id = luck.pick([begun.enrolmentId, begun.enrolmentId, 'x', '11111111-1111-4111-8111-111111111111', '%00']);
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

/** Canonical as far as the strange values let it be. */
function sorted(value) {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (value && typeof value === 'object') {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${sorted(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
