/** Usable with one hand: verdicts on the digit row, images and reasons on the two rows below. */
export const VERDICT_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
export const IMAGE_KEYS = ['Q', 'W', 'E', 'R', 'T'] as const;
export const REASON_KEYS = ['A', 'S', 'D', 'F', 'G'] as const;
export const REVEAL_KEY = 'V';
export const UNDO_KEY = 'Z';
