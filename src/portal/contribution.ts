import type { KernelQuery } from '../kernel/messaging/specs.js';

/** The signed-in aspirant of a request; `ask` runs a query as this aspirant. */
export interface PortalAspirant {
  readonly aspirantId: string;
  readonly processId: string;
  readonly officeId: string;
  readonly now: () => Date;
  readonly ask: <Result>(query: KernelQuery<object, Result>) => Promise<Result>;
}

/** The action suggested to the aspirant. */
export interface NextStep {
  readonly sentence: string;
  readonly href: string;
  readonly action: string;
}

export interface HomePart {
  /** A heading is above the next step, panels are side by side below it, sections below the panels. */
  readonly slot: 'heading' | 'panel' | 'section';
  /** The partial of `views/` that shows it, e.g. `intake/portal/home`. */
  readonly view: string;
  readonly data: object;
  /** The home page shows the first step that any context returns. */
  readonly step?: NextStep | undefined;
}

export interface NavigationEntry {
  readonly href: string;
  readonly label: string;
  /** Other addresses that belong to this entry. */
  readonly also?: readonly string[];
}

/** What a context contributes to the shared pages of the portal. */
export interface PortalContribution {
  /** Position in the navigation and on the home page. */
  readonly order: number;
  /** Entries of the navigation. */
  readonly navigation?: readonly NavigationEntry[];
  /** Part of the home page; null if there is nothing to show. */
  readonly home?: (aspirant: PortalAspirant) => Promise<HomePart | null>;
  /** Announcement above every page; null if there is none. */
  readonly notice?: (aspirant: PortalAspirant) => Promise<string | null>;
}
