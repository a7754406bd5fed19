import type { Official } from '../official.js';
import type { ScreenRequest } from '../screen.js';
import { PART_SIZE } from './search.js';
import type { AuditSearchPart, AuditView } from './views.js';

/** The request without the number of the part, which follows the encrypted text in `busqueda`: `TEXT.2`. */
export function parsePart(request: ScreenRequest): { readonly request: ScreenRequest; readonly part: number } {
  const [, text, part = '1'] = /^(.*)\.([1-9]\d{0,5})$/.exec(request.query['busqueda'] ?? '') ?? [];
  if (text === undefined) return { request, part: 1 };
  return { request: { ...request, query: { ...request.query, busqueda: text } }, part: Number(part) };
}

/** @returns null for a search that has only one part. */
export async function partView(
  official: Official,
  search: string,
  part: number,
  more: boolean,
): Promise<AuditSearchPart | null> {
  if (part === 1 && !more) return null;
  const text = await official.encryptSearch(search);
  return {
    first: (part - 1) * PART_SIZE + 1,
    last: part * PART_SIZE,
    previous: part === 1 ? null : `${text}.${String(part - 1)}`,
    next: more ? `${text}.${String(part + 1)}` : null,
  };
}

/** Continues from the last page of a part with the next part, so that a file contains all of them. */
export function throughAllParts(
  load: (official: Official, request: ScreenRequest) => Promise<AuditView>,
): (official: Official, request: ScreenRequest) => Promise<AuditView> {
  return async (official, request) => {
    const { despues = '', ...filters } = request.query;
    const [after = '', part = ''] = despues.split('~');
    const query = { ...filters, ...(part !== '' && { busqueda: part }), ...(after !== '' && { despues: after }) };
    const view = await load(official, { ...request, query });
    if (view.next !== null) return { ...view, next: `${view.next}~${part}` };
    const next = view.searchPart?.next ?? null;
    return { ...view, next: next === null ? null : `~${next}` };
  };
}
