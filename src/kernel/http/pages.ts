import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AppConfig } from '../config/config.js';
import { Views } from './views.js';

/** Layout data common to all pages of a shell. */
export interface Frame {
  /** Link target of the brand. */
  readonly home: string;
  /** Shown beside the brand. */
  readonly shellName: string;
  /** Name of the signed-in user. */
  readonly person?: string;
  /** URL to which a POST request signs the user out. */
  readonly signOut?: string;
  readonly navigation?: readonly { readonly href: string; readonly label: string; readonly current: boolean }[];
  /** Marks each page as part of a practice process, which has no legal effect. */
  readonly practice?: boolean;
  /** Spanish text, e.g. of a maintenance notice. */
  readonly announcement?: string | undefined;
  /** The page keeps what was typed if the session ends (`session-draft.js`). */
  readonly keepsDraft?: boolean;
  /** The user may only read: pages offer no actions. */
  readonly readOnly?: boolean;
}

/** Sets the frame of the page that this request renders. */
export function setFrame(response: Response, frame: Frame): void {
  response.locals['frame'] = frame;
}

/**
 * Renders a view as an HTML page. Each view uses the common layout: `{{#> layout title="…"}} … {{/layout}}`. This class
 * adds frame, nonce and the demonstration flag to its data.
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
