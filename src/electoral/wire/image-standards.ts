/** Minimum size (pixels) and sharpness of a side of a credential (§8.6). */
export const CARD_SIDE_STANDARD = { width: 640, height: 360, sharpness: 1.1 };

/** Minimum size and sharpness of the live photograph (§8.9). */
export const LIVE_PHOTO_STANDARD = { width: 320, height: 320, sharpness: 0.35 };

/** Minimum size of a drawn signature (§8.10), whose sharpness is not measured. */
export const SIGNATURE_STANDARD = { width: 100, height: 40, sharpness: undefined };
