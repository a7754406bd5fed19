import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AppConfig } from '../config/config.js';
import { Views } from './views.js';

/**
 * Sends a view as an HTML page. Each page names the common frame itself: `{{#> layout title="…"}} … {{/layout}}`;
 * what the frame needs besides (the watermark of the demonstration, the nonce) is given here.
 */
@Injectable()
export class Pages {
  constructor(
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  send(response: Response, view: string, data: object = {}, status = 200): void {
    const nonce: unknown = response.locals['nonce'];
    const page = this.views.render(view, { demonstration: this.config.mode === 'demonstration', nonce, ...data });
    response.status(status).type('html').setHeader('Cache-Control', 'no-store');
    response.send(page);
  }
}
