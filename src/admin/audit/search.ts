import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { searchText, searchWords } from '../../kernel/lists/search-text.js';
import type { Official } from '../official.js';
import type { AuditContribution } from '../screen.js';

export interface AuditMatches {
  readonly actorIds: string[];
  readonly subjects: [kind: string, id: string][];
  readonly actions: string[];
}

/**
 * What a search text means in the trail: the persons and records that it names, by folio, id or name, and the actions
 * whose label contains all its words.
 */
export async function findMatches(
  contributed: readonly AuditContribution[],
  official: Official,
  text: string,
): Promise<AuditMatches> {
  const subjects: [string, string][] = [];
  for (const { subjects: kinds = {} } of contributed) {
    for (const [kind, { find, permission }] of Object.entries(kinds)) {
      if (!find || (permission !== undefined && !official.may(permission))) continue;
      for (const id of await find(official, text)) subjects.push([kind, id]);
    }
  }
  return { actorIds: [...new Set(subjects.map(([, id]) => id))], subjects, actions: actionsCalled(text) };
}

function actionsCalled(text: string): string[] {
  const words = searchWords(text);
  if (words.length === 0) return [];
  return Object.entries(auditLabels).flatMap(([action, label]) => {
    const known = searchText(label);
    return words.every((word) => known.includes(word)) ? [action] : [];
  });
}
