import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AppConfig } from '../config/config.js';
import { Views } from './views.js';

/** What stands around a page, the same for all pages of a shell. */
export interface Frame {
  /** Where the brand leads. */
  readonly home: string;
  /** Which shell this is, beside the brand. */
  readonly shellName: string;
  /** Who is signed in, and the address that a POST signs out at. */
  readonly person?: string;
  readonly signOut?: string;
  readonly navigation?: readonly { readonly href: string; readonly label: string; readonly current: boolean }[];
  /** A practice process: nothing in it has legal effect, and each page says so. */
  readonly practice?: boolean;
  /** What everyone must know now, whole and in Spanish (a maintenance). */
  readonly announcement?: string | undefined;
  /** Whoever is signed in may read and do nothing: pages offer no verbs. */
  readonly readOnly?: boolean;
}

/** Sets the frame of every page that this request answers with. */
export function setFrame(response: Response, frame: Frame): void {
  response.locals['frame'] = frame;
}

/**
 * Sends a view as an HTML page. Each view names the common layout itself: `{{#> layout title="…"}} … {{/layout}}`;
 * what the layout needs besides (frame, nonce, the watermark of the demonstration) is given here.
 */
@Injectable()
export class Pages {
  constructor(
    private readonly views: Views,
    private readonly config: AppConfig,
  ) {}

  send(response: Response, view: string, data: object = {}, status = 200): void {
    const { frame, nonce } = response.locals as { frame?: Frame; nonce?: string };
    const page = this.views.render(view, {
      demonstration: this.config.mode === 'demonstration',
      nonce,
      ...frame,
      ...data,
    });
    response.status(status).type('html').setHeader('Cache-Control', 'no-store');
    response.send(page);
  }
}
