// One request and what came of it: over HTTP as a client speaks it, or octet by octet where the talk itself is spoilt.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const PATIENCE_MS = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** @returns `{ status, headers, body }`, or `{ broken }` when the connection ended without an answer. */
export function exchange(port, { method, path, headers, body }) {
  const said = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((done) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path, headers: said }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }));
      answer.on('error', () => done({ broken: 'in the answer' }));
    });
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error('no answer')));
    sent.once('error', (error) => done({ broken: error.message === 'no answer' ? 'no answer' : error.code }));
    sent.end(body);
  });
}

/**
 * Writes the pieces as they are, waits between them, and reads until the other side has said enough or closed.
 * @param hangUp ends the connection after the last piece.
 */
export function rawExchange(port, pieces, { pause = 0, hangUp = false, patience = PATIENCE_MS } = {}) {
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
      // 'Go on' is no answer yet.
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
