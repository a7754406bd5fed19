/** Kind under which signed sheets lie among the sealed documents. */
export const SIGNED_SHEET = 'aspirants.signed-sheet';
