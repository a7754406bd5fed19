/** One figure of the state of the installation. */
export interface StatusFigure {
  /** Stable, for the log: `outbox.age-seconds`. */
  readonly name: string;
  /** Spanish, for operators and DERFE. */
  readonly label: string;
  readonly value: number;
  /** Spanish; empty for a count. */
  readonly unit: string;
  /** Above this value (or below it, with `below`) someone must act. */
  readonly limit: number;
  readonly below?: true;
  /** Spanish: what to do. */
  readonly remedy: string;
}

/** A provider that adds figures to the status; a context adds its own. */
export abstract class StatusSource {
  abstract figures(): Promise<readonly StatusFigure[]>;
}

export function isAlarm({ value, limit, below }: StatusFigure): boolean {
  return below ? value < limit : value > limit;
}
