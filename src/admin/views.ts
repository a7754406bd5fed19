/** Types of the frame and the home page, shared by server and browser. */

export interface FrameScreen {
  readonly label: string;
  readonly component: string;
}

/** The frame around every screen, limited to what the official may open. */
export interface Frame {
  /** Account of the signed-in official; drafts of another account are deleted. */
  readonly accountId: string;
  /** 'Instituto Electoral del Estado de Querétaro' or 'Instituto Nacional Electoral · DERFE'. */
  readonly institution: string;
  readonly displayName: string;
  readonly roleLabel: string;
  readonly demonstration: boolean;
  /** Shown above every page, e.g. a maintenance notice. */
  readonly notice: string | null;
  readonly navigation: readonly {
    readonly section: string;
    readonly items: readonly { readonly label: string; readonly href: string }[];
  }[];
  /** By `home`, `<page>`, `<catalogue>/list` or `<catalogue>/<action>`. */
  readonly screens: Readonly<Record<string, FrameScreen>>;
  /** Downloads, as `<catalogue>/<file>` or `<page>/<file>`. */
  readonly files: readonly string[];
}

/** One page of a list; `next` and `previous` are cursors (row ids). */
export interface ListView<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly previous: string | null;
  /** `more`: counting stopped at `value`. */
  readonly total: { readonly value: number; readonly more: boolean };
  /** The decrypted search text. */
  readonly search: string | null;
  /** What is wrong with filters of the URL; the list then has no rows. */
  readonly faults?: readonly FilterFault[];
}

export interface FilterFault {
  /** Query parameter of the filter. */
  readonly name: string;
  readonly detail: string;
}

export interface DueDate {
  /** Event, e.g. 'Cierra la captación'. */
  readonly what: string;
  readonly where: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly href: string;
}

export interface Step {
  readonly label: string;
  /** Why this is the next step, in one sentence. */
  readonly reason: string;
  readonly href: string;
}

/** One figure of the home page. */
export interface Card {
  readonly figure: number;
  /** Counting stopped at `figure`. */
  readonly more?: boolean;
  /** What is counted, singular and plural: 'Cuenta activa', 'Cuentas activas'. */
  readonly labels: readonly [one: string, many: string];
  /** Requires action while it is not zero; shown first. */
  readonly due?: boolean;
  /** The official's own work; shown even when zero. */
  readonly own?: boolean;
  /** Link to the counted items, if the official may open one. */
  readonly href?: string;
}

/** Data of the home page. */
export interface HomeView {
  /** Hora centro. */
  readonly now: string;
  readonly step: Step | null;
  /** Figures that require action by this official. */
  readonly due: readonly Card[];
  readonly figures: readonly Card[];
  readonly dates: readonly (DueDate & { readonly central: string })[];
}

/** A panel of a record's screen, in the member `panels` of the screen's data. */
export interface PanelView {
  readonly component: string;
  readonly data: object;
}
