/** What the server answers and the browser shows, for the frame and the first page. Types alone: both sides import it. */

export interface FrameScreen {
  readonly label: string;
  readonly component: string;
}

/** What every page shows around its screen, for one official: nothing in it that they may not open. */
export interface Frame {
  readonly displayName: string;
  readonly roleLabel: string;
  readonly demonstration: boolean;
  /** What everyone must know now (a maintenance). */
  readonly notice: string | null;
  readonly navigation: readonly {
    readonly section: string;
    readonly items: readonly { readonly label: string; readonly href: string }[];
  }[];
  /** By `home`, `<page>`, `<catalogue>/list` or `<catalogue>/<verb>`. */
  readonly screens: Readonly<Record<string, FrameScreen>>;
  /** Downloads, as `<catalogue>/<file>`. */
  readonly files: readonly string[];
}

/** One page of a list; a place in it is the id of a row. */
export interface ListView<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly previous: string | null;
  /** `more`: counting stopped there. */
  readonly total: { readonly value: number; readonly more: boolean };
  /** What was searched for, as it was typed. */
  readonly search: string | null;
}

export interface DueDate {
  /** What happens then, e.g. 'Cierra la captación'. */
  readonly what: string;
  readonly where: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly href: string;
}

export interface Step {
  readonly label: string;
  /** Why it is next, one sentence. */
  readonly reason: string;
  readonly href: string;
}

/** One figure of the first page. */
export interface Card {
  readonly figure: number;
  /** Counting stopped at the figure. */
  readonly more?: boolean;
  /** What is counted, one and many: 'Cuenta activa', 'Cuentas activas'. */
  readonly labels: readonly [one: string, many: string];
  /** Something to attend to while it is not zero: shown first. */
  readonly due?: boolean;
  /** The official's own work: shown also when it is zero, which nothing else is. */
  readonly own?: boolean;
  /** Where those are that were counted; without one there is no page for them, or not for this official. */
  readonly href?: string;
}

/** What the page shows that everybody begins on. */
export interface HomeView {
  /** Hora centro. */
  readonly now: string;
  readonly step: Step | null;
  /** What waits for this official. */
  readonly due: readonly Card[];
  readonly figures: readonly Card[];
  readonly dates: readonly (DueDate & { readonly central: string })[];
}

/** A panel of a record's screen, as the server answers it in the member `panels` of the screen's data. */
export interface PanelView {
  readonly component: string;
  readonly data: object;
}
