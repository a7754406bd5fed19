/** Document kind of signed sheets among the sealed documents. */
export const SIGNED_SHEET = 'aspirants.signed-sheet';
