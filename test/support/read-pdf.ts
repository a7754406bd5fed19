import { PDF, PdfArray, PdfDict, PdfNumber, PdfRef, PdfStream, type PdfObject } from '@libpdf/core';

/** A node of the structure tree. `text` is that of the node itself, without its children. */
export interface PdfNode {
  readonly type: string;
  readonly alt?: string;
  readonly scope?: string;
  readonly text: string;
  readonly children: readonly PdfNode[];
  /** Numbers of the pages on which the node has content. */
  readonly pages: readonly number[];
}

export interface ReadPdf {
  readonly title: string;
  readonly language: string;
  readonly marked: boolean;
  readonly pageCount: number;
  readonly root: PdfNode;
  /** Every text of the structure tree, in reading order. */
  readonly lines: readonly string[];
  /** Text of artifacts, by page. */
  readonly artifacts: readonly string[];
  /** Text and shapes that are neither in the structure tree nor artifacts: must be empty. */
  readonly unmarked: readonly string[];
  /** Names of the embedded fonts. */
  readonly fonts: readonly string[];
}

/** Reads a PDF as a screen reader does: the structure tree, and by page the text of each marked content. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const document = await PDF.load(bytes);
  const { context } = document;
  const resolve = (ref: PdfRef): PdfObject | null => context.resolve(ref);
  const catalog = required(dictOf(context.info.trailer.get('Root', resolve)));
  const pages = pagesOf(required(catalog.getDict('Pages', resolve)), resolve);
  const contents = pages.map(({ page }) => readContent(page, resolve));
  const pageNumber = (ref: PdfRef | undefined): number => pages.findIndex(({ ref: own }) => own === ref?.toString());

  const nodeOf = (element: PdfDict): PdfNode => {
    const children: PdfNode[] = [];
    const own: string[] = [];
    const onPages = new Set<number>();
    const addContent = (page: number, mcid: number): void => {
      own.push(contents[page]?.marked.get(mcid) ?? '');
      onPages.add(page);
    };
    for (const kid of listOf(element.get('K', resolve), resolve)) {
      if (kid instanceof PdfNumber) addContent(pageNumber(element.getRef('Pg')), kid.value);
      else if (kid instanceof PdfDict && kid.getName('Type', resolve)?.value === 'MCR') {
        addContent(pageNumber(kid.getRef('Pg')), kid.getNumber('MCID', resolve)?.value ?? -1);
      } else if (kid instanceof PdfDict) children.push(nodeOf(kid));
    }
    const alt = element.getString('Alt', resolve)?.asString();
    const scope = element.getDict('A', resolve)?.getName('Scope', resolve)?.value;
    return {
      type: element.getName('S', resolve)?.value ?? '',
      ...(alt === undefined ? {} : { alt }),
      ...(scope === undefined ? {} : { scope }),
      text: own.join(' ').replace(/\s+/g, ' ').trim(),
      children,
      pages: [...new Set([...onPages, ...children.flatMap(({ pages: some }) => some)])],
    };
  };

  const tree = required(catalog.getDict('StructTreeRoot', resolve));
  const [root] = listOf(tree.get('K', resolve), resolve)
    .filter((kid) => kid instanceof PdfDict)
    .map(nodeOf);
  const info = dictOf(context.info.trailer.get('Info', resolve));
  return {
    title: info?.getString('Title', resolve)?.asString() ?? '',
    language: catalog.getString('Lang', resolve)?.asString() ?? '',
    marked: catalog.getDict('MarkInfo', resolve)?.getBool('Marked', resolve)?.value ?? false,
    pageCount: pages.length,
    root: required(root),
    lines: linesOf(required(root)),
    artifacts: contents.map(({ artifacts }) => artifacts),
    unmarked: contents.flatMap(({ unmarked }) => unmarked),
    fonts: [...new Set(contents.flatMap(({ fonts }) => fonts))],
  };
}

/** Nodes of a type, in reading order. */
export function nodesOf(node: PdfNode, type: string): PdfNode[] {
  return [...(node.type === type ? [node] : []), ...node.children.flatMap((child) => nodesOf(child, type))];
}

function linesOf(node: PdfNode): string[] {
  return [...(node.text === '' ? [] : [node.text]), ...node.children.flatMap(linesOf)];
}

type Resolver = (ref: PdfRef) => PdfObject | null;

function required<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('the PDF lacks a required object');
  return value;
}

function dictOf(value: PdfObject | null | undefined): PdfDict | undefined {
  return value instanceof PdfDict ? value : undefined;
}

function listOf(value: PdfObject | null | undefined, resolve: Resolver): (PdfObject | null)[] {
  if (!(value instanceof PdfArray)) return value === undefined || value === null ? [] : [value];
  return [...value].map((item) => (item instanceof PdfRef ? resolve(item) : item));
}

function pagesOf(node: PdfDict, resolve: Resolver): { readonly ref: string; readonly page: PdfDict }[] {
  const kids = node.getArray('Kids', resolve);
  return [...(kids ?? [])].flatMap((kid) => {
    const page = kid instanceof PdfRef ? dictOf(resolve(kid)) : undefined;
    if (!page || !(kid instanceof PdfRef)) return [];
    return page.has('Kids') ? pagesOf(page, resolve) : [{ ref: kid.toString(), page }];
  });
}

const SHOWN = /^(?:f\*?|F|S|s|B\*?|b\*?|sh|Do)$/;

/** Follows the operators of a page that concern marked content and text. Texts are hexadecimal, as pdfkit writes them. */
function readContent(page: PdfDict, resolve: Resolver) {
  const fonts = page.getDict('Resources', resolve)?.getDict('Font', resolve);
  const maps = new Map<string, ReadonlyMap<number, string>>();
  const names: string[] = [];
  for (const key of fonts?.keys() ?? []) {
    const font = required(fonts?.getDict(key.value, resolve));
    maps.set(key.value, unicodeOf(font, resolve));
    names.push(font.getName('BaseFont', resolve)?.value ?? '');
  }
  const marked = new Map<number, string>();
  const unmarked: string[] = [];
  let artifacts = '';
  const open: ('artifact' | 'other' | number)[] = [];
  let font: ReadonlyMap<number, string> = new Map();
  let texts: string[] = [];
  const text = listOf(page.get('Contents', resolve), resolve)
    .map((part) => (part instanceof PdfStream ? Buffer.from(part.getDecodedData()).toString('latin1') : ''))
    .join('\n')
    .replace(/<<[^>]*>>/g, (dictionary) => dictionary.replaceAll('\n', ' '));
  for (const line of text.split('\n')) {
    const begin = /^\/(\w+) .*B[MD]C$/.exec(line);
    const operator = line.slice(line.lastIndexOf(' ') + 1);
    if (begin) {
      const mcid = /\/MCID (\d+)/.exec(line)?.[1];
      open.push(begin[1] === 'Artifact' ? 'artifact' : mcid === undefined ? 'other' : Number(mcid));
    } else if (line === 'EMC') open.pop();
    else if (operator === 'BT') texts = [];
    else if (operator === 'Tf') font = maps.get(/\/(\S+)/.exec(line)?.[1] ?? '') ?? new Map();
    else if (operator === 'TJ') texts.push(decode(line, font));
    else if (operator === 'ET') add(texts.join(''));
    else if (SHOWN.test(operator) && open.length === 0) unmarked.push(line);
  }
  return { marked, unmarked, artifacts, fonts: names };

  function add(shown: string): void {
    const owner = open.at(-1);
    if (typeof owner === 'number') marked.set(owner, [marked.get(owner), shown].filter(Boolean).join(' '));
    else if (owner === 'artifact') artifacts += `${shown}\n`;
    else unmarked.push(shown);
  }
}

function decode(line: string, font: ReadonlyMap<number, string>): string {
  return [...line.matchAll(/<([0-9a-f]*)>/g)]
    .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
    .map((code) => font.get(Number.parseInt(code, 16)) ?? '\ufffd')
    .join('');
}

/** The ToUnicode map of a font, in the form in which pdfkit writes it. */
function unicodeOf(font: PdfDict, resolve: Resolver): ReadonlyMap<number, string> {
  const stream = font.get('ToUnicode', resolve);
  const text = stream instanceof PdfStream ? Buffer.from(stream.getDecodedData()).toString('latin1') : '';
  const map = new Map<number, string>();
  for (const [, first = '0', list = ''] of text.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([^>]*)>/g)].forEach(([, codes = ''], index) => {
      const units = (codes.match(/[0-9a-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      map.set(Number.parseInt(first, 16) + index, String.fromCharCode(...units));
    });
  }
  return map;
}
