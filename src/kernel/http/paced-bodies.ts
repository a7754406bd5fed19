import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Clock } from '../clock/clock.js';
import { DomainError } from '../errors/domain-error.js';

/** A client must send 2 KB/s on average over 15 seconds. Time during which the server is busy does not count. */
const PACE = { windowMs: 15_000, bytes: 15 * 2048 } as const;
const CHECK_EVERY_MS = 500;
/** How long the rest of a rejected body is read, so that the client sees the response. */
const DRAIN_MS = 30_000;
/** Deadline for bodies that a parser reads whole: at most 1 MB. Multipart forms have Node's `requestTimeout`. */
const SMALL_BODY_MS = 60_000;

/**
 * Aborts request bodies that arrive too slowly, so that idle connections hold no resources. A reader opens the body of
 * its request here; every other body except a multipart form has a deadline.
 */
@Injectable()
export class PacedBodies implements OnApplicationShutdown {
  readonly #bodies = new Set<PacedBody>();
  /** Requests to be closed, with the instant in milliseconds. */
  readonly #closing = new Map<Request, number>();
  readonly #timer = setInterval(() => {
    this.#check();
  }, CHECK_EVERY_MS).unref();

  constructor(private readonly clock: Clock) {}

  open(request: Request): PacedBody {
    this.#closing.delete(request);
    const body = new PacedBody(
      request,
      () => this.clock.now().getTime(),
      () => {
        this.#closeLater(request, DRAIN_MS);
      },
    );
    this.#bodies.add(body);
    request.once('close', () => this.#bodies.delete(body));
    return body;
  }

  /** Middleware: sets a deadline for bodies that are not multipart forms; opening a body lifts it. */
  limitSmallBodies(): (request: Request, response: Response, next: NextFunction) => void {
    return (request, _response, next) => {
      const hasBody = request.headers['content-length'] !== undefined || 'transfer-encoding' in request.headers;
      if (hasBody && request.headers['content-type']?.startsWith('multipart/') !== true) {
        this.#closeLater(request, SMALL_BODY_MS);
      }
      next();
    };
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #closeLater(request: Request, milliseconds: number): void {
    this.#closing.set(request, this.clock.now().getTime() + milliseconds);
    request.once('close', () => this.#closing.delete(request));
  }

  #check(): void {
    const now = this.clock.now().getTime();
    for (const body of this.#bodies) body.check(now);
    for (const [request, at] of this.#closing) {
      if (now < at) continue;
      this.#closing.delete(request);
      if (!request.complete) request.destroy();
    }
  }
}

/**
 * The body of one request.
 * @throws DomainError KERNEL.BODY_TOO_SLOW, and the connection closes after the response
 */
export class PacedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #source: AsyncIterator<Uint8Array>;
  #fault: DomainError | undefined;
  #rejectRead: ((error: DomainError) => void) | undefined;
  #deadline = Infinity;
  #waitingSince = 0;
  #waitedMs = 0;
  #bytes = 0;

  /** @param onDrain called when the rest of the body is to be discarded. */
  constructor(
    private readonly request: Request,
    private readonly now: () => number,
    private readonly onDrain: () => void,
  ) {
    this.#source = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whether a reader is waiting for the client. */
  get isWaiting(): boolean {
    return this.#rejectRead !== undefined;
  }

  /** Time within which the client must send everything that is read from now on; Infinity lifts the limit. */
  endWithin(milliseconds: number): void {
    this.#deadline = this.now() + milliseconds;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#fault) return Promise.reject(this.#fault);
    this.#waitingSince = this.now();
    return new Promise((resolve, reject) => {
      this.#rejectRead = reject;
      this.#source.next().then(
        (result) => {
          this.#arrived(result);
          resolve(result);
        },
        (error: unknown) => {
          this.#rejectRead = undefined;
          reject(error instanceof Error ? error : new Error('the body could not be read'));
        },
      );
    });
  }

  /** Discards the rest of the body; otherwise the client would never see the response. */
  async return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#fault) {
      // Releases the iterator, which would keep the stream paused.
      await this.#source.return?.();
      this.request.resume();
      if (!this.request.complete) this.onDrain();
    }
    return { done: true, value: undefined };
  }

  /** Fails the current read and all later ones, and closes the connection after the response. */
  cut(): void {
    if (this.#fault) return;
    this.#fault = new DomainError('KERNEL.BODY_TOO_SLOW', { kind: 'unavailable', retryAfterSeconds: 5 });
    const { res: response } = this.request;
    if (response && !response.headersSent) response.setHeader('Connection', 'close');
    response?.once('finish', () => this.request.destroy());
    this.#rejectRead?.(this.#fault);
    this.#rejectRead = undefined;
  }

  /** @param now the current time in milliseconds. */
  check(now: number): void {
    if (!this.isWaiting) return;
    const waitedMs = this.#waitedMs + Math.max(0, now - this.#waitingSince);
    if (now >= this.#deadline || (waitedMs >= PACE.windowMs && this.#bytes < PACE.bytes)) {
      this.cut();
    } else if (waitedMs >= PACE.windowMs) {
      [this.#waitingSince, this.#waitedMs, this.#bytes] = [now, 0, 0];
    }
  }

  #arrived(result: IteratorResult<Uint8Array>): void {
    this.#rejectRead = undefined;
    this.#waitedMs += Math.max(0, this.now() - this.#waitingSince);
    if (result.done !== true) this.#bytes += result.value.length;
  }
}
