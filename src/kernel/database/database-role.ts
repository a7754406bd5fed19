/**
 * Group roles of the database server. None can log in; the users in the connection URLs are members. Their names are
 * stored in the server: do not change them.
 */
export const DatabaseRole = {
  /** The web process and the workers. */
  Application: 'apoyo_application',
  /** Reads the roll. The application assumes it for one lookup (`set local role`). */
  RollReader: 'apoyo_roll_reader',
  /** The application assumes it for the queries of an actor who is limited to one territory (row-level security). */
  WithinTerritory: 'apoyo_within_territory',
  /** Figures without personal data, read-only. */
  Reports: 'apoyo_reports',
} as const;

export type DatabaseRole = (typeof DatabaseRole)[keyof typeof DatabaseRole];
