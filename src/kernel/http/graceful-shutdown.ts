import type { Server, ServerResponse } from 'node:http';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppConfig } from '../config/config.js';
import { Readiness } from '../health/readiness.js';

const POLL_MS = 50;

/**
 * Lets running requests end before the process stops: it accepts no new connections, completes the requests in flight
 * and then closes. After `SHUTDOWN_SECONDS` the rest is aborted; a device resumes its upload later.
 */
@Injectable()
export class GracefulShutdown implements BeforeApplicationShutdown {
  readonly #logger = new Logger('Shutdown');

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: AppConfig,
    private readonly readiness: Readiness,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.readiness.shutDown();
    const server = (this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined)?.getHttpServer() as
      Server | undefined;
    if (server?.listening !== true) return;
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.setHeader('Connection', 'close');
    });
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    // A kept-alive connection becomes idle when its response has been sent.
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, POLL_MS);
    let limit: NodeJS.Timeout | undefined;
    const expired = new Promise<void>((resolve) => {
      limit = setTimeout(() => {
        this.#logger.warn('aborting requests that did not end in time');
        resolve();
      }, this.config.shutdownSeconds * 1000);
    });
    await Promise.race([closed, expired]);
    clearInterval(idle);
    clearTimeout(limit);
  }
}
