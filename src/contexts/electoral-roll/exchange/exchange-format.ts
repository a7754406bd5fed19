import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { sha256, sha256Stream } from '../../../kernel/crypto/digest.js';
import { BAJA_CAUSES, ROLL_STATUSES } from '#electoral/roll';
import { buildAttempts, type Attempt } from '../domain/match-rule.js';
import type { Match, MatchQuestion } from '../roll-port.js';

/** Both files of an exchange have a header, column names, rows and a digest (docs/roll-exchange-format.md). */
const QUESTIONS = 'apoyo-ciudadano.roll-questions';
const ANSWERS = 'apoyo-ciudadano.roll-answers';
const VERSION = 'version=1';
const DIGEST = '#sha256=';

const QUESTION_COLUMNS = [
  'question',
  'variant',
  'combination',
  'claveElector',
  'numeroEmision',
  'cic',
  'ocr',
  'identificadorCiudadano',
] as const satisfies readonly ('question' | keyof Attempt)[];

const ANSWER_COLUMNS = [
  'question',
  'outcome',
  'matchedBy',
  'stableKey',
  'registryStatus',
  'bajaCause',
  'entidad',
  'distrito',
  'municipio',
  'seccion',
] as const;

export interface AnswerFileHeader {
  readonly batchId: string;
  readonly cut: string;
  readonly source: string;
  readonly rows: number;
}

/** One answer of the file; `question` is the number within its batch. */
export interface FileAnswer {
  readonly question: number;
  readonly match: Omit<Match, 'id' | 'cut'>;
}

/** An invalid row. `fault` names the column, never a value. */
export interface RowFault {
  readonly line: number;
  readonly fault: string;
}

/** The file as a whole is invalid; none of its answers is imported. Its reason is in Spanish, for the operator. */
export class ExchangeFileError extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'ExchangeFileError';
  }
}

/** Formats the questions of a batch, one row per attempt. The `id` of a question is its number within the batch. */
export function formatQuestionFile(
  batchId: string,
  questions: readonly MatchQuestion[],
): { readonly text: string; readonly digest: Buffer } {
  const rows = questions.flatMap((question) =>
    buildAttempts(question).map((attempt) => {
      const row: Record<(typeof QUESTION_COLUMNS)[number], string> = { question: question.id, ...attempt };
      return QUESTION_COLUMNS.map((column) => row[column]).join(',');
    }),
  );
  const header = [`#${QUESTIONS}`, VERSION, `batch=${batchId}`, `rows=${String(rows.length)}`].join(';');
  return withDigest([header, QUESTION_COLUMNS.join(','), ...rows]);
}

/** Parses a question file as the host of the roll does. Used only by tests. */
export function parseQuestionFile(text: string): { readonly batchId: string; readonly questions: MatchQuestion[] } {
  const [header = '', , ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith(DIGEST));
  const batchId = /;batch=([^;]+);/.exec(header)?.[1] ?? '';
  const byId = new Map<string, MatchQuestion>();
  for (const line of lines) {
    const [id = '', variant, combination, claveElector, numeroEmision, cic, ocr, identificadorCiudadano] =
      line.split(',');
    const fields = Object.fromEntries(
      Object.entries({ claveElector, numeroEmision, cic, ocr, identificadorCiudadano }).filter(
        ([, value]) => value !== '',
      ),
    );
    const credentialType = combination === 'clave-emision-ocr' ? 'C' : combination === 'cic-ocr' ? 'D' : 'E';
    const known = byId.get(id) ?? { id, credentialType, read: {}, typed: {}, asOf: new Date(0) };
    byId.set(id, variant === 'effective' ? { ...known, typed: fields } : { ...known, read: fields });
  }
  return { batchId, questions: [...byId.values()] };
}

/** Formats an answer file as the host of the roll does. Used only by tests. */
export function formatAnswerFile(header: Omit<AnswerFileHeader, 'rows'>, answers: readonly FileAnswer[]): string {
  const headerLine = [
    ...[`#${ANSWERS}`, VERSION, `batch=${header.batchId}`, `cut=${header.cut}`],
    ...[`source=${header.source}`, `rows=${String(answers.length)}`],
  ].join(';');
  const rows = answers.map(({ question, match }) => {
    const elector = match.outcome === 'matched' ? (match as Extract<Match, { outcome: 'matched' }>) : undefined;
    const row: Record<(typeof ANSWER_COLUMNS)[number], string> = {
      question: String(question),
      outcome: match.outcome,
      matchedBy: elector?.matchedBy ?? '',
      stableKey: elector?.elector.stableKey ?? '',
      registryStatus: elector?.elector.registryStatus ?? '',
      bajaCause: elector?.elector.bajaCause ?? '',
      entidad: elector?.elector.entidad ?? '',
      distrito: elector?.elector.distrito ?? '',
      municipio: elector?.elector.municipio ?? '',
      seccion: elector?.elector.seccion ?? '',
    };
    return ANSWER_COLUMNS.map((column) => row[column]).join(',');
  });
  return withDigest([headerLine, ANSWER_COLUMNS.join(','), ...rows]).text;
}

/**
 * Reads the whole file before any answer is imported, and rejects a truncated or altered one.
 * @throws ExchangeFileError
 */
export async function checkAnswerFile(path: string): Promise<AnswerFileHeader> {
  const hash = sha256Stream();
  let header: AnswerFileHeader | undefined;
  let [lineNumber, rows] = [0, 0];
  let expectedDigest: string | undefined;
  for await (const line of readLines(path)) {
    lineNumber += 1;
    if (expectedDigest !== undefined) throw new ExchangeFileError('hay datos después de la huella');
    if (line.startsWith(DIGEST)) {
      expectedDigest = line.slice(DIGEST.length);
      continue;
    }
    hash.update(`${line}\n`);
    if (lineNumber === 1) header = parseHeader(line);
    else if (lineNumber === 2 && line !== ANSWER_COLUMNS.join(','))
      throw new ExchangeFileError('las columnas no son las del formato');
    else if (lineNumber > 2) rows += 1;
  }
  if (!header) throw new ExchangeFileError('el archivo está vacío');
  if (expectedDigest === undefined) throw new ExchangeFileError('falta la huella del final');
  if (hash.digest('hex') !== expectedDigest.toLowerCase())
    throw new ExchangeFileError('la huella no corresponde al contenido');
  if (rows !== header.rows)
    throw new ExchangeFileError(
      `el encabezado declara ${String(header.rows)} renglones y el archivo tiene ${String(rows)}`,
    );
  return header;
}

/** Reads the rows of a file that {@link checkAnswerFile} has accepted. */
export async function* readAnswers(path: string): AsyncGenerator<FileAnswer | RowFault> {
  let lineNumber = 0;
  for await (const line of readLines(path)) {
    lineNumber += 1;
    if (lineNumber > 2 && !line.startsWith(DIGEST)) yield parseAnswer(line, lineNumber);
  }
}

const territory = z.object({
  entidad: z.string().regex(/^\d{2}$/),
  distrito: z.string().regex(/^\d{2}$/),
  municipio: z.string().regex(/^\d{3}$/),
  seccion: z.string().regex(/^\d{4}$/),
});
const empty = z.literal('');
const question = z.string().regex(/^[1-9]\d{0,8}$/);
const noElector = {
  stableKey: empty,
  registryStatus: empty,
  bajaCause: empty,
  entidad: empty,
  distrito: empty,
  municipio: empty,
  seccion: empty,
};
const row = z.discriminatedUnion('outcome', [
  territory.extend({
    question,
    outcome: z.literal('matched'),
    matchedBy: z.enum(['read', 'typed', 'both']),
    stableKey: z.string().min(1).max(64),
    registryStatus: z.enum(ROLL_STATUSES),
    bajaCause: z.enum(['', ...BAJA_CAUSES]),
  }),
  z.object({ ...noElector, question, outcome: z.literal('not-found'), matchedBy: empty }),
  z.object({ ...noElector, question, outcome: z.literal('conflict'), matchedBy: empty }),
]);

function parseAnswer(line: string, lineNumber: number): FileAnswer | RowFault {
  const cells = line.split(',');
  if (cells.length !== ANSWER_COLUMNS.length) return { line: lineNumber, fault: 'columns' };
  const parsed = row.safeParse(Object.fromEntries(ANSWER_COLUMNS.map((column, at) => [column, cells[at]])));
  if (!parsed.success) return { line: lineNumber, fault: String(parsed.error.issues[0]?.path[0] ?? 'row') };
  const { question: questionNumber, ...answer } = parsed.data;
  if (answer.outcome !== 'matched') return { question: Number(questionNumber), match: { outcome: answer.outcome } };
  const { outcome, matchedBy, ...elector } = answer;
  if ((elector.registryStatus === 'baja') !== (elector.bajaCause !== ''))
    return { line: lineNumber, fault: 'bajaCause' };
  return { question: Number(questionNumber), match: { outcome, matchedBy, elector } as Omit<Match, 'id' | 'cut'> };
}

function parseHeader(line: string): AnswerFileHeader {
  const [format, version, ...pairs] = line.split(';');
  if (format !== `#${ANSWERS}` || version !== VERSION)
    throw new ExchangeFileError('no es un archivo de respuestas de la versión 1');
  const values = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const parsed = z
    .object({
      batch: z.uuid(),
      cut: z.string().min(1).max(80),
      source: z.string().min(1).max(200),
      rows: z.coerce.number().int().min(0),
    })
    .safeParse(values);
  if (!parsed.success)
    throw new ExchangeFileError(`en el encabezado falta ${String(parsed.error.issues[0]?.path[0])} o no es válido`);
  const { batch, ...rest } = parsed.data;
  return { batchId: batch, ...rest };
}

function withDigest(lines: readonly string[]): { readonly text: string; readonly digest: Buffer } {
  const body = `${lines.join('\n')}\n`;
  const digest = sha256(body);
  return { text: `${body}${DIGEST}${digest.toString('hex')}\n`, digest };
}

async function* readLines(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    if (line !== '') yield line;
  }
}
