/** What the QR code of a document says. */
export function documentCode(folio: string, version: number | undefined): string {
  return version === undefined ? folio : `${folio} v${String(version)}`;
}

/** @returns folio and version of a QR code; undefined for a code that is not of a document with versions. */
export function readDocumentCode(text: string): { readonly folio: string; readonly version: number } | undefined {
  const found = /^(\S+) v(\d{1,6})$/.exec(text);
  return found ? { folio: found[1] ?? '', version: Number(found[2]) } : undefined;
}
