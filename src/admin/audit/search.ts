import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { searchText, searchWords } from '../../kernel/lists/search-text.js';
import { streamLabels, UUID } from '../audit-contributions.js';
import type { Official } from '../official.js';
import type { AuditContribution } from '../screen.js';

export interface AuditMatches {
  readonly actorIds: string[];
  readonly subjects: [kind: string, id: string][];
  readonly actions: string[];
  readonly streams: string[];
  /** Its words are searched in the stated reasons. */
  readonly reason: string;
}

export interface FoundPart {
  readonly matching: AuditMatches;
  /** More people and records match; the next part searches for them. */
  readonly more: boolean;
}

/** How many people and records one list can search for in constant time; a search that matches more is split. */
export const PART_SIZE = 500;
const MAX_REASON_SEARCH = 300;

/**
 * One part of what a search text matches in the trail: people and records by folio, id or name, and in the first part
 * the actions whose label contains all its words, and the reasons that do. A complete id or Id Proceso matches only
 * what is recorded under it.
 * @param part the number of the part, from 1.
 */
export async function findMatches(
  contributed: readonly AuditContribution[],
  official: Official,
  text: string,
  part: number,
): Promise<FoundPart> {
  const exact = (await entriesOfProcess(contributed, official, text)) ?? entriesOfId(contributed, text);
  if (exact) return { matching: exact, more: false };
  const end = part * PART_SIZE;
  const found: [string, string][] = [];
  for (const { subjects: kinds = {} } of contributed) {
    for (const [kind, { find, permission }] of Object.entries(kinds)) {
      const limit = end + 1 - found.length;
      if (!find || limit <= 0 || (permission !== undefined && !official.may(permission))) continue;
      for (const id of await find(official, text, limit)) found.push([kind, id]);
    }
  }
  const subjects = found.slice(end - PART_SIZE, end);
  return {
    matching: {
      actorIds: [...new Set(subjects.map(([, id]) => id))],
      subjects,
      actions: part === 1 ? actionsCalled(text) : [],
      streams: [],
      reason: part === 1 ? text.slice(0, MAX_REASON_SEARCH) : '',
    },
    more: found.length > end,
  };
}

const NOTHING: AuditMatches = { actorIds: [], subjects: [], actions: [], streams: [], reason: '' };

/** If the text is a complete Id Proceso, matches the entries in the chain of that process and those about it. */
async function entriesOfProcess(
  contributed: readonly AuditContribution[],
  official: Official,
  text: string,
): Promise<AuditMatches | undefined> {
  const wanted = searchText(text);
  const process = (await streamLabels(contributed, official)).find(({ label }) => searchText(label) === wanted);
  if (!process) return undefined;
  return { ...NOTHING, subjects: subjectsWithId(contributed, process.id), streams: [process.id] };
}

/** If the text is an id from a URL of the back office, matches the entries about it, by it and in its chain. */
function entriesOfId(contributed: readonly AuditContribution[], text: string): AuditMatches | undefined {
  const id = text.trim().toLowerCase();
  if (!UUID.test(id)) return undefined;
  return { ...NOTHING, actorIds: [id], subjects: subjectsWithId(contributed, id), streams: [id] };
}

function subjectsWithId(contributed: readonly AuditContribution[], id: string): [kind: string, id: string][] {
  return contributed.flatMap(({ subjects = {} }) => Object.keys(subjects).map((kind): [string, string] => [kind, id]));
}

function actionsCalled(text: string): string[] {
  const words = searchWords(text);
  if (words.length === 0) return [];
  return Object.entries(auditLabels).flatMap(([action, label]) => {
    const known = searchText(label);
    return words.every((word) => known.includes(word)) ? [action] : [];
  });
}
