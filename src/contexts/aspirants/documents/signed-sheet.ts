/** Document kind of signed sheets among the encrypted documents. */
export const SIGNED_SHEET = 'aspirants.signed-sheet';

/** Form field of the box by which an official confirms that an unreadable scan is of this registration and version. */
export const SHEET_CHECKED = 'checked';
