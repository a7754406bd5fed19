/** Values of a form by field name. */
export type Values = Readonly<Record<string, string>>;

/** Drafts contain personal data, so they are kept in sessionStorage: closing the tab or signing out deletes them. */
const keyOf = (draft: string): string => `borrador:${draft}`;

export function readDraft(draft: string | undefined): Values | undefined {
  if (draft === undefined) return undefined;
  const text = sessionStorage.getItem(keyOf(draft));
  return text === null ? undefined : (JSON.parse(text) as Values);
}

export function writeDraft(draft: string | undefined, values: Values): void {
  if (draft !== undefined) sessionStorage.setItem(keyOf(draft), JSON.stringify(values));
}

export function clearDraft(draft: string | undefined): void {
  if (draft !== undefined) sessionStorage.removeItem(keyOf(draft));
}
