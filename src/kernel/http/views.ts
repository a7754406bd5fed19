import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { codesInText } from '#electoral/normalise';
import { formatCentral, formatCentralMinute } from '../clock/central-time.js';
import { randomId } from '../crypto/random.js';
import { SUBMISSION_PARAMETER } from './submission-keys.js';

/** `views/` at the root of the project, beside `src` and `dist`. */
export const viewsFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'views');

type Template = Handlebars.TemplateDelegate<object>;

/**
 * The Handlebars templates of `views/`, by path without extension (`aspirants/confirmation.mail`).
 * Files whose names start with `_` are partials, named by path (`_layout` → `layout`).
 */
@Injectable()
export class Views {
  readonly #handlebars = Handlebars.create();
  readonly #templates = new Map<string, Template>();

  constructor() {
    for (const [name, format] of Object.entries({ central: formatCentral, 'central-minute': formatCentralMinute })) {
      this.#handlebars.registerHelper(name, (value: unknown, options: unknown) => {
        // `{{central}}` without an argument would otherwise render nothing.
        if (options === undefined) throw new Error(`the helper ${name} needs an instant`);
        return value instanceof Date || typeof value === 'string' ? format(new Date(value)) : '';
      });
    }
    this.#handlebars.registerHelper(
      SUBMISSION_PARAMETER,
      () => new Handlebars.SafeString(`${SUBMISSION_PARAMETER}=${randomId()}`),
    );
    this.#handlebars.registerHelper('codes', markCodes);
    this.#handlebars.registerHelper('address', markAddresses);
    this.#handlebars.registerHelper('eq', (a: unknown, b: unknown) => a === b);
    // Screen readers read the title first, so it announces that the form has errors.
    this.#handlebars.registerHelper('titled', (title: string, errors: unknown) =>
      Array.isArray(errors) && errors.length > 0 ? `Por corregir: ${title}` : title,
    );
    this.#handlebars.registerHelper('or', (a: unknown, b: unknown) => Boolean(a) || Boolean(b));
    this.#handlebars.registerHelper('number', (value: unknown) =>
      typeof value === 'number' ? value.toLocaleString('es-MX') : '',
    );
    // A mail program that ignores styles breaks a long code only at `<wbr>`, which adds no space to a copied code.
    this.#handlebars.registerHelper('breakable', (code: unknown) => {
      const groups = typeof code === 'string' ? (code.match(/.{1,8}/gs) ?? []) : [];
      return new Handlebars.SafeString(groups.map((group) => Handlebars.escapeExpression(group)).join('<wbr>'));
    });
    if (existsSync(viewsFolder)) this.#load(viewsFolder);
  }

  /** @throws Error if there is no such template. */
  render(name: string, data: object): string {
    const template = this.#templates.get(name);
    if (!template) throw new Error(`there is no view ${name}`);
    return template(data);
  }

  #load(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) this.#load(path);
      else if (entry.name.endsWith('.hbs')) this.#add(path, entry.name.startsWith('_'));
    }
  }

  #add(path: string, isPartial: boolean): void {
    const source = readFileSync(path, 'utf8');
    const name = relative(viewsFolder, path)
      .replaceAll('\\', '/')
      .replace(/\.hbs$/, '');
    if (isPartial) this.#handlebars.registerPartial(name.replace(/(^|\/)_/, '$1'), source);
    else this.#templates.set(name, this.#handlebars.compile<object>(source, { strict: false }));
  }
}

/** A sentence as HTML in which folios and ids do not break across lines. */
function markCodes(sentence: unknown): Handlebars.SafeString {
  const parts = typeof sentence === 'string' ? codesInText(sentence) : [];
  const html = parts.map(({ text, isCode }) => (isCode ? whole(text, 'code ') : Handlebars.escapeExpression(text)));
  return new Handlebars.SafeString(html.join(''));
}

/** Text as HTML in which e-mail addresses break only after `@` and `.`. */
function markAddresses(text: unknown): Handlebars.SafeString {
  const parts = typeof text === 'string' ? codesInText(text) : [];
  const html = parts.map(({ text: part, pieces }) =>
    pieces
      ? `<span class="address">${pieces.map(addressPiece).join('<wbr>')}</span>`
      : Handlebars.escapeExpression(part),
  );
  return new Handlebars.SafeString(html.join(''));
}

/** A piece could break only at a hyphen. */
function addressPiece(piece: string): string {
  return piece.includes('-') ? whole(piece) : Handlebars.escapeExpression(piece);
}

/** Longer text must break somewhere on a narrow screen. */
const MAX_UNBROKEN_LENGTH = 30;

/** Text without a break, not even at a hyphen; mails that ignore style sheets need the style in the element. */
function whole(text: string, classes = ''): string {
  if (text.length > MAX_UNBROKEN_LENGTH) return Handlebars.escapeExpression(text);
  return `<span class="${classes}whole" style="white-space:nowrap">${Handlebars.escapeExpression(text)}</span>`;
}
