import { sha256 } from '../../../kernel/crypto/digest.js';

/** One line of a published list of verdicts. It shows that there was a verdict, but not which one. */
export interface ListedVerdict {
  readonly supportId: string;
  readonly aspirantId: string;
  /** {@link commitmentOf} the verdict in force. */
  readonly commitment: string;
}

export interface VerdictList {
  readonly processId: string;
  readonly verdicts: readonly ListedVerdict[];
  /** SHA-256 of the file, hexadecimal: what `sha256sum` prints. */
  readonly digest: string;
}

const COLUMNS = 'supportId,aspirantId,commitment';
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const HEADER = new RegExp(`^#apoyo-ciudadano\\.verdicts;version=1;process=(${ID});records=(\\d{1,9})$`);
const LINE = new RegExp(`^(${ID}),(${ID}),([0-9a-f]{64})$`);

/**
 * Reads a published list (docs/verdict-list-format.md).
 * @throws SyntaxError with the number of the first invalid line
 */
export function readVerdictList(file: Uint8Array): VerdictList {
  const lines = new TextDecoder('utf-8', { fatal: true }).decode(file).split('\n');
  const [, processId, records] = HEADER.exec(lines[0] ?? '') ?? [];
  if (processId === undefined) throw new SyntaxError('1');
  if (lines[1] !== COLUMNS) throw new SyntaxError('2');
  const verdicts: ListedVerdict[] = [];
  for (const [at, line] of lines.slice(2, -1).entries()) {
    const [, supportId, aspirantId, commitment] = LINE.exec(line) ?? [];
    const previous = verdicts.at(-1)?.supportId ?? '';
    if (supportId === undefined || aspirantId === undefined || commitment === undefined || supportId <= previous) {
      throw new SyntaxError(String(at + 3));
    }
    verdicts.push({ supportId, aspirantId, commitment });
  }
  if (lines.at(-1) !== '' || verdicts.length !== Number(records)) throw new SyntaxError(String(lines.length));
  return { processId, verdicts, digest: sha256(file).toString('hex') };
}

/** What a commitment commits to. The salt keeps the verdict secret until it is published. */
export interface CommittedVerdict {
  readonly supportId: string;
  readonly verdict: string;
  readonly subReason: string | null;
  readonly criteriaVersion: number;
  readonly reviewerId: string;
}

/** SHA-256, hexadecimal. Its parts contain no line breaks. */
export function commitmentOf(given: CommittedVerdict, salt: Buffer): string {
  const { supportId, verdict, subReason, criteriaVersion, reviewerId } = given;
  const parts = [salt.toString('hex'), supportId, verdict, subReason ?? '', String(criteriaVersion), reviewerId];
  return sha256(parts.join('\n')).toString('hex');
}

/** The line that shows what a commitment commits to. */
export function openedRow(given: CommittedVerdict, salt: Buffer): string {
  const { supportId, verdict, subReason, criteriaVersion, reviewerId } = given;
  return `${[supportId, verdict, subReason ?? '', String(criteriaVersion), reviewerId, salt.toString('hex')].join(',')}\n`;
}

export const OPENED_COLUMNS = 'supportId,verdict,subReason,criteriaVersion,reviewerId,salt\n';

/** The file in parts; its rows are added in ascending order of the record's id. */
export function listHead(processId: string, records: number): string {
  return `#apoyo-ciudadano.verdicts;version=1;process=${processId};records=${String(records)}\n${COLUMNS}\n`;
}

export function listRow({ supportId, aspirantId, commitment }: ListedVerdict): string {
  return `${supportId},${aspirantId},${commitment}\n`;
}
