import { createInflateRaw } from 'node:zlib';

/** Limits for an .xlsx file, which is a ZIP archive of XML files. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Total of all entries, uncompressed. */
  readonly unpackedBytes: number;
}

export type ArchiveFault = 'not-a-spreadsheet' | 'locked' | 'too-large';

export interface ArchiveEntry {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly deflated: boolean;
  /** Size that the directory declares, which may be false: see {@link inspectEntries}. */
  readonly unpackedBytes: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const ZIP64_END_OF_DIRECTORY = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_EXTRA = 0x0001;
const IN_ZIP64 = 0xffffffff;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const MAX_COMMENT_BYTES = 65_535;
const OLE2 = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/**
 * Reads the directory of an archive, ZIP64 or not, and rejects one whose declared sizes exceed the limits or that names
 * an entry twice.
 */
export function openArchive(bytes: Buffer, limits: ArchiveLimits): ArchiveEntry[] | ArchiveFault {
  if (bytes.subarray(0, 8).equals(OLE2)) return 'locked';
  try {
    return readDirectory(bytes, limits);
  } catch {
    // An offset points outside the file.
    return 'not-a-spreadsheet';
  }
}

function readDirectory(bytes: Buffer, limits: ArchiveLimits): ArchiveEntry[] | ArchiveFault {
  const directory = findDirectory(bytes);
  if (directory === undefined) return 'not-a-spreadsheet';
  const { count } = directory;
  if (count > limits.entries) return 'too-large';
  const entries = new Map<string, ArchiveEntry>();
  let at = directory.offset;
  let unpacked = 0;
  for (let n = 0; n < count; n += 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) return 'not-a-spreadsheet';
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    const [nameLength, extraLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30)];
    const { size, packedSize, local } = readSizes(bytes, at, at + 46 + nameLength, extraLength);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if ((flags & 1) !== 0) return 'locked';
    if (entries.has(name) || (method !== 0 && method !== 8)) return 'not-a-spreadsheet';
    // An empty entry may be deflated to a few bytes. The declared sizes are verified when the entry is unpacked.
    if ((size > 0 && packedSize === 0) || (method === 0 && size !== packedSize)) return 'not-a-spreadsheet';
    unpacked += size;
    if (unpacked > limits.unpackedBytes) return 'too-large';
    if (bytes.readUInt32LE(local) !== LOCAL_ENTRY) return 'not-a-spreadsheet';
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    if (data + packedSize > bytes.length) return 'not-a-spreadsheet';
    entries.set(name, {
      name,
      packed: bytes.subarray(data, data + packedSize),
      deflated: method === 8,
      unpackedBytes: size,
    });
  }
  return entries.has('[Content_Types].xml') ? [...entries.values()] : 'not-a-spreadsheet';
}

interface Directory {
  readonly count: number;
  readonly offset: number;
}

function findDirectory(bytes: Buffer): Directory | undefined {
  const end = endOfDirectory(bytes);
  if (end === undefined) return undefined;
  const directory = { count: bytes.readUInt16LE(end + 10), offset: bytes.readUInt32LE(end + 16) };
  if (directory.count !== 0xffff && directory.offset !== IN_ZIP64) return directory;
  const locator = end - 20;
  if (bytes.readUInt32LE(locator) !== ZIP64_LOCATOR) return directory;
  const record = readUInt64(bytes, locator + 8);
  if (bytes.readUInt32LE(record) !== ZIP64_END_OF_DIRECTORY) return undefined;
  return { count: readUInt64(bytes, record + 32), offset: readUInt64(bytes, record + 48) };
}

/** The sizes of an entry and where it begins; from its ZIP64 extra field if they are there. */
function readSizes(
  bytes: Buffer,
  at: number,
  extra: number,
  extraLength: number,
): { size: number; packedSize: number; local: number } {
  const sizes = {
    size: bytes.readUInt32LE(at + 24),
    packedSize: bytes.readUInt32LE(at + 20),
    local: bytes.readUInt32LE(at + 42),
  };
  for (let field = extra; field + 4 <= extra + extraLength; field += 4 + bytes.readUInt16LE(field + 2)) {
    if (bytes.readUInt16LE(field) !== ZIP64_EXTRA) continue;
    let value = field + 4;
    for (const name of ['size', 'packedSize', 'local'] as const) {
      if (sizes[name] !== IN_ZIP64) continue;
      sizes[name] = readUInt64(bytes, value);
      value += 8;
    }
  }
  return sizes;
}

function readUInt64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

/** Searches from the end, because a comment may follow the record. */
function endOfDirectory(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - MAX_COMMENT_BYTES); at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}

/** A start tag of the element `f` with any namespace prefix. */
const FORMULA_TAG = /<(?:[^\s<>]*:)?f[\s/>]/;

/**
 * Unpacks every entry once, never beyond its declared size, so that a small file cannot cost the time and memory of a
 * large one.
 * @returns 'formula' if any sheet contains one. Escaped text cannot contain a tag.
 */
export async function inspectEntries(
  entries: readonly ArchiveEntry[],
): Promise<'formula' | 'no-formula' | 'not-a-spreadsheet'> {
  let found: 'formula' | 'no-formula' = 'no-formula';
  for (const entry of entries) {
    const isSheet = /\.xml$/i.test(entry.name) && !/sharedStrings\.xml$/i.test(entry.name);
    let bytes = 0;
    let rest = '';
    for await (const chunk of unpack(entry)) {
      bytes += chunk.length;
      if (bytes > entry.unpackedBytes) return 'not-a-spreadsheet';
      if (!isSheet || found === 'formula') continue;
      const text = rest + chunk.toString('latin1');
      if (FORMULA_TAG.test(text)) found = 'formula';
      rest = text.slice(-64);
    }
    if (bytes !== entry.unpackedBytes) return 'not-a-spreadsheet';
  }
  return found;
}

export async function* unpack({ packed, deflated }: ArchiveEntry): AsyncIterable<Buffer> {
  if (!deflated) {
    yield Buffer.from(packed);
    return;
  }
  const inflate = createInflateRaw();
  inflate.end(packed);
  yield* inflate as AsyncIterable<Buffer>;
}
