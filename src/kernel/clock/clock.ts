/** The only source of the current time. */
export abstract class Clock {
  /** The current instant. Screens show instants in hora centro (§5.A). */
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** A clock that only moves when a test moves it. */
export class ManualClock extends Clock {
  #now: Date;

  constructor(start: Date | string) {
    super();
    this.#now = new Date(start);
  }

  override now(): Date {
    return new Date(this.#now);
  }

  set(instant: Date | string): void {
    this.#now = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.#now = new Date(this.#now.getTime() + milliseconds);
  }
}
