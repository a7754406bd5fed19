import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

/** What can happen to a request on a bad network. */
export const OUTCOMES = [
  'passes',
  'is-delayed',
  'is-dropped',
  'loses-its-answer',
  'is-sent-twice',
  'is-cut',
  'is-shortened',
  'has-its-answer-cut',
  'meets-a-busy-server',
  'meets-a-captive-portal',
] as const;
type Outcome = (typeof OUTCOMES)[number];

const CAPTIVE_PORTAL = '<!doctype html><title>Wi-Fi gratis</title><p>Acepte las condiciones para navegar.</p>';

/**
 * A forward proxy on this machine that disturbs traffic to the API once it is enabled, at random but reproducibly from
 * a seed. The browser sends all requests through it (`proxy: { server, bypass: '<-loopback>' }`).
 */
export class UnreliableNetwork {
  /** How often each outcome occurred. */
  readonly outcomes = new Map<Outcome, number>();
  #isUnreliable = false;
  #next: () => number;

  private constructor(
    readonly server: string,
    seed: number,
    readonly close: () => Promise<void>,
  ) {
    this.#next = randomFrom(seed);
  }

  static async open(seed: number): Promise<UnreliableNetwork> {
    const proxy = createServer();
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as { port: number };
    const network = new UnreliableNetwork(`http://127.0.0.1:${String(port)}`, seed, async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    });
    proxy.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void network.#carry(request, response).catch(() => response.destroy());
    });
    return network;
  }

  enable(): void {
    this.#isUnreliable = true;
  }

  disable(): void {
    this.#isUnreliable = false;
  }

  async #carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const target = new URL(request.url ?? '');
    const outcome = this.#isUnreliable && target.pathname.startsWith('/api/') ? this.#draw() : 'passes';
    const forward = (sent = body): Promise<Answer> => passOn(request, target, sent, sent.length);
    switch (outcome) {
      case 'is-dropped':
        response.destroy();
        return;
      case 'is-cut':
        // The connection breaks during the body: the server receives half of it.
        await passOn(request, target, body.subarray(0, Math.floor(body.length / 2)), body.length).catch(
          () => undefined,
        );
        response.destroy();
        return;
      case 'is-shortened':
        sendAnswer(response, await forward(body.subarray(0, Math.floor(body.length * 0.9))));
        return;
      case 'meets-a-busy-server':
        response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' }).end('busy');
        return;
      case 'meets-a-captive-portal':
        response.writeHead(200, { 'content-type': 'text/html' }).end(CAPTIVE_PORTAL);
        return;
      case 'loses-its-answer':
        await forward();
        response.destroy();
        return;
      case 'is-sent-twice': {
        const [first] = await Promise.all([forward(), forward()]);
        sendAnswer(response, first);
        return;
      }
      case 'has-its-answer-cut': {
        const { status, headers, bytes } = await forward();
        response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
        response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
        return;
      }
      case 'is-delayed':
        await after(50 + this.#next() * 150);
        break;
      case 'passes':
    }
    sendAnswer(response, await forward());
  }

  /** Fewer than half of the requests pass undisturbed, which is enough to finish. */
  #draw(): Outcome {
    const outcome = this.#next() < 0.4 ? 'passes' : (OUTCOMES[Math.floor(this.#next() * OUTCOMES.length)] ?? 'passes');
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    return outcome;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly bytes: Buffer;
}

/** @param promised the Content-Length; if `body` is shorter, the connection breaks after `body`. */
function passOn(from: IncomingMessage, target: URL, body: Buffer, promised: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { 'proxy-connection': _, connection: __, ...headers } = from.headers;
    const onward = ask(
      target,
      { method: from.method, headers: { ...headers, 'content-length': String(promised) }, agent: false },
      (answer) => {
        bytesOf(answer).then((bytes) => {
          const { 'transfer-encoding': _chunked, connection: _hop, ...kept } = answer.headers;
          resolve({ status: answer.statusCode ?? 502, headers: kept as Answer['headers'], bytes });
        }, reject);
      },
    );
    onward.on('error', reject);
    if (body.length === promised) onward.end(body);
    else onward.write(body, () => onward.destroy());
  });
}

function sendAnswer(response: ServerResponse, { status, headers, bytes }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length) }).end(bytes);
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** mulberry32: a seed reproduces the outcomes if the browser sends its requests in the same order. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
