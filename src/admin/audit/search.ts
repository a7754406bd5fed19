import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { searchText, searchWords } from '../../kernel/lists/search-text.js';
import type { Official } from '../official.js';
import type { AuditContribution } from '../screen.js';

export interface AuditMatches {
  readonly actorIds: string[];
  readonly subjects: [kind: string, id: string][];
  readonly actions: string[];
}

export interface FoundPart {
  readonly matching: AuditMatches;
  /** More people and records match; the next part searches for them. */
  readonly more: boolean;
}

/** How many people and records one list can search for in constant time; a search that matches more is split. */
export const PART_SIZE = 500;

/**
 * One part of what a search text matches in the trail: people and records by folio, id or name, and in the first part
 * the actions whose label contains all its words.
 * @param part the number of the part, from 1.
 */
export async function findMatches(
  contributed: readonly AuditContribution[],
  official: Official,
  text: string,
  part: number,
): Promise<FoundPart> {
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
    },
    more: found.length > end,
  };
}

function actionsCalled(text: string): string[] {
  const words = searchWords(text);
  if (words.length === 0) return [];
  return Object.entries(auditLabels).flatMap(([action, label]) => {
    const known = searchText(label);
    return words.every((word) => known.includes(word)) ? [action] : [];
  });
}
