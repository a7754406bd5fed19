/** For how long a reviewer may undo a verdict. Verification learns of the verdict when this time ends. */
export const UNDO_MS = 60_000;

/** The first instant at which a verdict can no longer be undone. */
export function undoEnds(givenAt: Date): Date {
  return new Date(givenAt.getTime() + UNDO_MS);
}
