import type { KernelQuery } from '../kernel/messaging/specs.js';

/** The signed-in aspirant of one request, as a context's part of a page asks for them. */
export interface PortalAspirant {
  readonly aspirantId: string;
  readonly processId: string;
  readonly officeId: string;
  readonly now: () => Date;
  readonly ask: <Result>(query: KernelQuery<object, Result>) => Promise<Result>;
}

/** The one thing an aspirant does best now. */
export interface NextStep {
  readonly sentence: string;
  readonly href: string;
  readonly action: string;
}

export interface HomePart {
  /** A heading stands above the next step, a panel beside other panels, a section below them. */
  readonly slot: 'heading' | 'panel' | 'section';
  /** The partial of `views/` that shows it, e.g. `intake/portal/home`. */
  readonly view: string;
  readonly data: object;
  /** The first step that a context names is shown. */
  readonly step?: NextStep | undefined;
}

/** Everything one context shows in the portal besides its own pages. */
export interface PortalContribution {
  /** Its place in the navigation and on the home page. */
  readonly order: number;
  /** Entries of the navigation. */
  readonly navigation?: readonly { readonly href: string; readonly label: string }[];
  /** Its part of the home page; null: nothing to show. */
  readonly home?: (aspirant: PortalAspirant) => Promise<HomePart | null>;
  /** What every aspirant must know now, shown above every page; null: nothing. */
  readonly notice?: (aspirant: PortalAspirant) => Promise<string | null>;
}
