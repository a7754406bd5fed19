/** The printed names as read: upper case without accents, with Ñ. */
export interface FrontNames {
  readonly paterno: string;
  readonly materno: string;
  readonly nombre: string;
  /** Lowest score and lead of a character. */
  readonly weakestFit: number;
  readonly weakestLead: number;
  /** Mean score. */
  readonly fit: number;
  /** It is certain for each N whether it has a tilde. */
  readonly tildesCertain: boolean;
}

/**
 * The third line of the machine-readable zone: no accents, N for Ñ, cut off after thirty characters, no check digit.
 */
export interface ZoneNames {
  readonly surnames: string;
  readonly given: string;
  /** The line may end before the names do. */
  readonly truncated: boolean;
  /** Every character of the line is clear. */
  readonly isClear: boolean;
}
