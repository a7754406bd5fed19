import { unpack, type ArchiveEntry } from './spreadsheet-archive.js';

/** A worksheet of a workbook. */
export interface WorkbookSheet {
  /** Position in the workbook, counting every kind of sheet. */
  readonly index: number;
  readonly name: string;
  readonly visible: boolean;
  readonly part: ArchiveEntry;
}

/** The parts that name the sheets are small. */
const MAX_PART_BYTES = 4 * 1024 * 1024;

/** Lists the worksheets in the order of their tabs; chart sheets are left out. */
export async function listSheets(entries: readonly ArchiveEntry[]): Promise<WorkbookSheet[]> {
  const parts = new Map(entries.map((entry) => [entry.name, entry]));
  const workbook = (await relationsOf(parts, '_rels/.rels', '')).find(({ type }) => type.endsWith('/officeDocument'));
  if (!workbook) return [];
  const folder = workbook.target.replace(/[^/]*$/, '');
  const relationsPart = `${folder}_rels/${workbook.target.slice(folder.length)}.rels`;
  const relations = await relationsOf(parts, relationsPart, folder);
  const worksheets = new Map(relations.filter(({ type }) => type.endsWith('/worksheet')).map((one) => [one.id, one]));
  return elementsOf(await textOf(parts.get(workbook.target)), 'sheet')
    .map((attributes) => ({ name: attributes.get('name') ?? '', id: attributes.get('id') ?? '', attributes }))
    .filter(({ name, id }) => name !== '' && id !== '')
    .flatMap(({ name, id, attributes }, index) => {
      const part = parts.get(worksheets.get(id)?.target ?? '');
      const visible = !['hidden', 'veryHidden'].includes(attributes.get('state') ?? '');
      return part ? [{ index, name, visible, part }] : [];
    });
}

interface Relation {
  readonly id: string;
  readonly type: string;
  /** Name of the part in the archive. */
  readonly target: string;
}

async function relationsOf(
  parts: ReadonlyMap<string, ArchiveEntry>,
  name: string,
  folder: string,
): Promise<Relation[]> {
  return elementsOf(await textOf(parts.get(name)), 'Relationship').map((attributes) => ({
    id: attributes.get('Id') ?? '',
    type: attributes.get('Type') ?? '',
    target: resolve(folder, attributes.get('Target') ?? ''),
  }));
}

function resolve(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path: string[] = [];
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}

async function textOf(entry: ArchiveEntry | undefined): Promise<string> {
  if (!entry || entry.unpackedBytes > MAX_PART_BYTES) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of unpack(entry)) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/<!--.*?-->/gs, '');
}

/** The attributes of each element of this local name, by local name. */
function elementsOf(xml: string, name: string): ReadonlyMap<string, string>[] {
  const tags = new RegExp(`<(?:[^\\s<>:/]+:)?${name}\\s((?:"[^"]*"|'[^']*'|[^"'<>])*)>`, 'g');
  return [...xml.matchAll(tags)].map(([, attributes = '']) => {
    const pairs = attributes.matchAll(/(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
    return new Map([...pairs].map(([, key = '', one, other]) => [key, decodeEntities(one ?? other ?? '')]));
  });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Start tags of rows, cells and formulas, and the end of the cells. */
const CELL_TAGS =
  /<(?:[^\s<>/:]+:)?(row|c|f)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^"'<>])*)>|<\/(?:[^\s<>/:]+:)?sheetData\s*>/g;
const LONGEST_TAG = 4096;

/** The cells with a formula, as `row,column` from 0. The library's streaming reader does not report them. */
export async function formulaCells(part: ArchiveEntry): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let [row, column] = [-1, -1];
  let rest = '';
  for await (const chunk of unpack(part)) {
    const text = rest + chunk.toString('latin1');
    let end = 0;
    for (const match of text.matchAll(CELL_TAGS)) {
      const [tag, name, attributes = ''] = match;
      end = match.index + tag.length;
      const reference = /(?:^|\s)r\s*=\s*["']([A-Z]*)(\d+)["']/.exec(attributes);
      if (name === undefined) return found;
      else if (name === 'row') [row, column] = [reference ? Number(reference[2]) - 1 : row + 1, -1];
      else if (name === 'c') column = reference?.[1] ? columnIndex(reference[1]) : column + 1;
      else found.add(`${String(row)},${String(column)}`);
    }
    const open = text.lastIndexOf('<');
    rest = text.slice(Math.max(end, open, text.length - LONGEST_TAG));
  }
  return found;
}

function columnIndex(letters: string): number {
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
