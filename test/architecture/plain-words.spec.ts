import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { isFolio } from '#electoral/wire';

const ROOT = join(import.meta.dirname, '..', '..');

/** English and technical words that no screen, mail or error may show. */
export const FOREIGN_WORDS = new RegExp(
  [
    String.raw`(?:choose file|no file chosen|browse|loading|save|cancel|submit|search|delete|edit|back|next|sign in|log ?in|password|click|link|e-?mail|online|offline|upload|download|file|device|server|feature|error code)`,
    String.raw`(?:SHA-?\d+|JWKS?|JWE|JSON|HMAC|AES|RSA|ECDSA|Ed25519|UUID|URL|HTTP|SQL|kid|hash|token|cookie|endpoint|payload|bits?|bytes?|blob|digest|nonce|script|seed|spec|test|debug|undefined|null|NaN)`,
    String.raw`\.(?:jwe|jwk|jsonl?|tsx?|pem)`,
  ]
    .map((words) => String.raw`(?<![\p{L}\p{N}])${words}(?![\p{L}\p{N}])`)
    .join('|'),
  'iu',
);

/** The operators' commands may name files and formats. */
const SOURCE = /^(?!.*(?:^|\/)cli\.ts$).*\.tsx?$/;

/** Attributes and properties with texts for people. */
const TEXT_NAMES = new Set([
  ...[
    'label',
    'help',
    'lead',
    'title',
    'missing',
    'empty',
    'noMatches',
    'caption',
    'heading',
    'submitLabel',
    'question',
  ],
  ...['consequence', 'action', 'placeholder', 'aria-label', 'alt', 'header', 'what', 'shellName'],
]);

function filesIn(folder: string, matches: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => matches.test(file) && !/node_modules|dist\/|spec\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

/** The texts of a source file that people may read: text between tags, known attributes, and sentences. */
function textsOfSource(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) texts.push(node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (isText(node)) texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
}

function isText(node: ts.LiteralLikeNode): boolean {
  const { parent, text } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return false;
  const named = ts.isJsxAttribute(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : '';
  if (/^[a-z-]+\.[a-z.-]+$/.test(text)) return false;
  if (TEXT_NAMES.has(named.replace(/'/g, ''))) return true;
  // A Spanish sentence; SQL, CSS classes and addresses have none of these words.
  return /(?:^|\s)(?:el|la|los|las|un|una|de|del|que|se|su|en|con|para|por)\s/i.test(text) && !/^select\b/i.test(text);
}

function textsOfTemplate(file: string): string[] {
  const template = readFileSync(join(ROOT, file), 'utf8').replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '');
  const attributes = [...template.matchAll(/\b(?:aria-label|alt|title|placeholder|label|help)="([^"]*)"/g)].map(
    ([, value = '']) => value,
  );
  return [template.replace(/<[^>]*>/g, '\n'), ...attributes]
    .map((text) => text.replace(/\{\{[^}]*\}\}\}?/g, ' '))
    .flatMap((text) => text.split('\n'))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function textsOfMessages(file: string): string[] {
  const messages = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, string>;
  return Object.values(messages).map((text) => text.replace(/\{[^}]*\}/g, ' '));
}

describe('the texts that people read', () => {
  it.each([
    ['the contexts', () => filesIn('src/contexts', SOURCE), textsOfSource, 1000],
    ['the back office', () => filesIn('src/admin', SOURCE), textsOfSource, 200],
    ['the portal', () => filesIn('src/portal', SOURCE), textsOfSource, 0],
    ['common labels', () => filesIn('src/electoral', SOURCE), textsOfSource, 0],
    ['the app', () => filesIn('mobile/src', SOURCE), textsOfSource, 200],
    ['templates of pages and mails', () => filesIn('views', /\.hbs$/), textsOfTemplate, 500],
    ['errors and the audit trail', () => filesIn('src', /\.es\.json$/), textsOfMessages, 300],
  ])('contain none of the listed English and technical words: %s', (_, files, textsOf, atLeast) => {
    const texts = files().flatMap((file) => textsOf(file).map((text) => [file, text] as const));
    expect(texts.length).toBeGreaterThan(atLeast);
    const faulty = texts.flatMap(([file, text]) => {
      const [word] = FOREIGN_WORDS.exec(text.replaceAll(/https?:\S+|\S+@\S+|\b[A-Z]+(?:_[A-Z]+)+\b/g, '')) ?? [];
      return word === undefined ? [] : [`${file}: ${word}: ${text.slice(0, 90)}`];
    });
    expect(faulty).toEqual([]);
  });

  it('show only valid folios as examples', () => {
    const files = [
      ...['src', 'mobile/src'].flatMap((folder) => filesIn(folder, /\.(?:tsx?|es\.json)$/)),
      ...filesIn('views', /\.hbs$/),
    ];
    const examples = files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bAC-\w{5}-\w{6}\b/g)].map(([folio]) => ({ file, folio })),
    );
    expect(examples.length).toBeGreaterThan(3);
    expect(examples.filter(({ folio }) => !isFolio(folio))).toEqual([]);
  });
});
