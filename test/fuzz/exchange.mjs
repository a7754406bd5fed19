// Sends one request and returns the result: through the HTTP client, or as raw bytes when the HTTP syntax itself is
// invalid.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const TIMEOUT_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** @returns `{ status, headers, body }`, or `{ broken }` when the connection ended without a response. */
export function exchange(port, { method, path, headers, body }) {
  const definedHeaders = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((done) => {
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers: definedHeaders }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
      answer.on('error', () => done({ broken: 'in the answer' }));
    });
    outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', (error) => done({ broken: error.message === 'no answer' ? 'no answer' : error.code }));
    outgoing.end(body);
  });
}

/**
 * Writes the pieces unchanged, with a pause in ms between them, and reads until the response headers or the close.
 * @param hangUp closes the connection after the last piece.
 * @param patience time limit in ms.
 */
export function rawExchange(port, pieces, { pause = 0, hangUp = false, patience = TIMEOUT_MS } = {}) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const settle = (broken) => {
      clearTimeout(timer);
      socket.destroy();
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
      done(
        status
          ? { status: Number(status), headers: headersOf(text), body: Buffer.from(text.split('\r\n\r\n')[1] ?? '') }
          : { broken },
      );
    };
    const timer = setTimeout(() => settle('no answer'), patience);
    socket.on('data', (piece) => {
      // Skips informational (1xx) responses.
      text = (text + piece).replace(/^HTTP\/1\.1 1\d\d[^]*?\r\n\r\n/, '');
      if (/\r\n\r\n/.test(text)) setTimeout(() => settle('closed'), 20);
    });
    socket.on('error', ({ code }) => settle(code));
    socket.on('close', () => settle('closed'));
    const write = async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pause > 0) await new Promise((next) => setTimeout(next, pause));
      }
      if (hangUp) settle('hung up');
    };
    socket.once('connect', () => void write());
  });
}

function headersOf(text) {
  const lines = text.split('\r\n\r\n')[0].split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => [line.split(':')[0].toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

export const closeAll = () => agent.destroy();
