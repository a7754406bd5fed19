import type { Readable } from 'node:stream';
import type { Official } from './official.js';
import type { Card, DueDate, Step } from './views.js';

/** Where a screen stands: the record's id (empty where there is none) and the address's parameters. */
export interface ScreenRequest {
  readonly recordId: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of a list: rows to read at once; as many as a page has when it does not say. */
  readonly pageSize?: number;
}

export interface Screen {
  /** Heading of the page, and the verb or name that leads to it. */
  readonly label: string;
  readonly permission: string;
  /** `<context>/<file>` of the React component; see the folder's docstring. */
  readonly component: string;
  /** What the component shows. */
  readonly load?: (official: Official, place: ScreenRequest) => Promise<object>;
  /** What its form does: dispatches one command. The answer goes back to the component. */
  readonly post?: (
    official: Official,
    input: Readonly<Record<string, unknown>>,
    place: ScreenRequest,
  ) => Promise<object>;
  /**
   * The file its form may carry (`FileField` of `ui/fields.tsx`): `post` finds it as a `Uint8Array` under `field`. Held in memory
   * alone; one of more than `largest` bytes is refused with KERNEL.BODY_TOO_LARGE.
   */
  readonly upload?: { readonly field: string; readonly maxBytes: number };
}

/** A file that an official takes with them, e.g. a sheet to print. */
export interface Download {
  readonly permission: string;
  readonly load: (official: Official, recordId: string) => Promise<{ fileName: string; type: string; content: Buffer }>;
}

/** A list as a file, under the filters of its address; its permission is the list's. */
export interface ListFile {
  readonly permission: string;
  readonly load: (
    official: Official,
    place: ScreenRequest,
  ) => Promise<{ fileName: string; type: string; content: Readable }>;
}

export interface Catalogue {
  /** As it stands in the address: Spanish, plural. */
  readonly id: string;
  readonly list: Screen;
  /** Verbs on no record yet, e.g. `registrar`, by their name in the address. */
  readonly actions?: Readonly<Record<string, Screen>>;
  /** Files of the whole list, by their name in the address. */
  readonly files?: Readonly<Record<string, ListFile>>;
  readonly record?: {
    /** @returns how the record is called; throws ACCESS.OUT_OF_SCOPE when it is not theirs to see. */
    readonly title: (official: Official, recordId: string) => Promise<string>;
    readonly show: Screen;
    readonly actions?: Readonly<Record<string, Screen>>;
    readonly files?: Readonly<Record<string, Download>>;
  };
}

/** Every screen of a catalogue by its name in the address. */
export function screensOf({ list, actions: actions, record }: Catalogue): Readonly<Record<string, Screen>> {
  return { list, ...actions, ...(record && { show: record.show, ...record.actions }) };
}

/** The parameters of an address that are one text each. */
export function textParameters(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A screen of its own. */
export interface Page extends Screen {
  /** As it stands in the address. */
  readonly name: string;
  /** Reached from another screen only. */
  readonly hiddenFromNavigation?: boolean;
}

export interface Home {
  readonly permission: string;
  readonly load: (official: Official) => Promise<HomePart>;
}

/** What one context shows on the page everybody begins on; figures from counters or by one indexed query. */
export interface HomePart {
  readonly dates?: readonly DueDate[];
  readonly step?: Step | null;
  readonly cards?: readonly Card[];
}

/** A part of a record's screens. */
export interface Panel {
  /** The screens of the record that show it: `show`, or names of verbs. */
  readonly on: readonly string[];
  readonly permission: string;
  /** Its React component receives `PanelProps` of `ui/screen.tsx`. */
  readonly component: string;
  /** @returns null where there is nothing to show. */
  readonly load: (official: Official, recordId: string) => Promise<object | null>;
}

/** What a context adds to the records of a catalogue of a lower context. */
export interface Addition {
  /** The id of the catalogue. */
  readonly catalogue: string;
  readonly actions?: Readonly<Record<string, Screen>>;
  readonly panels?: readonly Panel[];
}

export interface AuditDetail {
  readonly label: string;
  /** The value is an ISO 8601 instant, shown in hora centro. */
  readonly instant?: true;
}

/** What one context says of the audit trail's entries about its own matters. */
export interface AuditContribution {
  /** The first part of its use cases' names, as an official calls the matter. */
  readonly areas?: Readonly<Record<string, string>>;
  /** What an entry may be about, and the catalogue that shows it to those who hold the permission. */
  readonly subjects?: Readonly<
    Record<string, { readonly label: string; readonly catalogue?: string; readonly permission?: string }>
  >;
  /** Who may act besides officials, by the kind of the actor. */
  readonly actors?: Readonly<Record<string, string>>;
  /** Details of an entry that say something to a person, by their name in the entry. All others are not shown. */
  readonly details?: Readonly<Record<string, AuditDetail>>;
  /** The streams one can filter by. */
  readonly streams?: (official: Official) => Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** By the kind of an actor: the names of those with these ids, as far as the official may know them. */
  readonly actorNames?: Readonly<
    Record<
      string,
      (official: Official, ids: readonly string[]) => Promise<readonly (readonly [id: string, name: string])[]>
    >
  >;
  /** By the kind of an actor: what a label of the trail means. */
  readonly actorRoles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Everything one context shows in the back office. */
export interface Contribution {
  /** Contributions stand in the navigation by this number, and a section where its first one stands. */
  readonly order: number;
  /** Its group in the navigation: a task, as a verb; contributions with the same one stand together. */
  readonly section: string;
  readonly catalogues?: readonly Catalogue[];
  readonly pages?: readonly Page[];
  readonly home?: Home;
  readonly additions?: readonly Addition[];
  /** What everyone must know now, shown above every page; null: nothing. */
  readonly notice?: (official: Official) => Promise<string | null>;
  readonly audit?: AuditContribution;
}

/** A form's values as a command's input: the dispatcher checks them against the command's own schema. */
export function unchecked<Input>(values: object): Input {
  return values as Input;
}
