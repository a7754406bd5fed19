import type { Readable } from 'node:stream';
import type { Official } from './official.js';
import type { Card, DueDate, Step } from './views.js';

/** The record's id (empty if the screen has no record) and the query parameters. */
export interface ScreenRequest {
  readonly recordId: string;
  readonly query: Readonly<Record<string, string>>;
  /** Rows per page of a list; by default the page size of the query. */
  readonly pageSize?: number;
}

export interface Screen {
  /** Heading of the page, and label of the links to it. */
  readonly label: string;
  readonly permission: string;
  /** `<context>/<file>` of the React component; see the folder's docstring. */
  readonly component: string;
  /** Returns the data that the component shows. */
  readonly load?: (official: Official, request: ScreenRequest) => Promise<object>;
  /** Handles the form: dispatches one command. The component receives the result. */
  readonly post?: (
    official: Official,
    input: Readonly<Record<string, unknown>>,
    request: ScreenRequest,
  ) => Promise<object>;
  /**
   * The optional file of its form (`FileField` of `ui/fields.tsx`): `post` receives it as a `Uint8Array` under `field`.
   * It stays in memory. A file larger than `maxBytes` is refused with KERNEL.BODY_TOO_LARGE.
   */
  readonly upload?: { readonly field: string; readonly maxBytes: number };
}

/** A file of a record, e.g. a sheet to print. */
export interface Download {
  readonly permission: string;
  readonly load: (official: Official, recordId: string) => Promise<{ fileName: string; type: string; content: Buffer }>;
}

/** An export of a list with the filters of the URL; it requires the list's permission. */
export interface ListFile {
  readonly permission: string;
  readonly load: (
    official: Official,
    request: ScreenRequest,
  ) => Promise<{ fileName: string; type: string; content: Readable }>;
}

export interface Catalogue {
  /** Part of the URL: Spanish, plural. */
  readonly id: string;
  readonly list: Screen;
  /** Actions without a record, e.g. `registrar`, by their name in the URL. */
  readonly actions?: Readonly<Record<string, Screen>>;
  /** Exports of the list, by their name in the URL. */
  readonly files?: Readonly<Record<string, ListFile>>;
  readonly record?: {
    /**
     * @returns the record's title.
     * @throws DomainError ACCESS.OUT_OF_SCOPE if the official may not see the record.
     */
    readonly title: (official: Official, recordId: string) => Promise<string>;
    readonly show: Screen;
    readonly actions?: Readonly<Record<string, Screen>>;
    readonly files?: Readonly<Record<string, Download>>;
  };
}

/** Every screen of a catalogue by its name in the URL. */
export function screensOf({ list, actions: actions, record }: Catalogue): Readonly<Record<string, Screen>> {
  return { list, ...actions, ...(record && { show: record.show, ...record.actions }) };
}

/** The query parameters that have a single string value. */
export function textParameters(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A screen outside a catalogue. */
export interface Page extends Screen {
  /** Part of the URL. */
  readonly name: string;
  /** Only other screens link to it. */
  readonly hiddenFromNavigation?: boolean;
  /** Exports of its list, by their name in the URL. */
  readonly files?: Readonly<Record<string, ListFile>>;
}

export interface Home {
  readonly permission: string;
  readonly load: (official: Official) => Promise<HomePart>;
}

/** What one context shows on the home page. Figures come from counters or one indexed query. */
export interface HomePart {
  readonly dates?: readonly DueDate[];
  readonly step?: Step | null;
  readonly cards?: readonly Card[];
}

/** A part that another context adds to a record's screens. */
export interface Panel {
  /** The screens of the record that show it: `show`, or names of actions. */
  readonly on: readonly string[];
  readonly permission: string;
  /** Its React component receives `PanelProps` of `ui/screen.tsx`. */
  readonly component: string;
  /** @returns null if there is nothing to show. */
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
  /** What to show for each word of the stored value, which may have several; other words are shown as stored. */
  readonly words?: Readonly<Record<string, string>>;
  /** What to show for each stored value; others are not shown. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A kind of audit subject: its label, the catalogue that shows it, and the permission to read it. */
export interface AuditSubject {
  readonly label: string;
  readonly catalogue?: string;
  readonly permission?: string;
  /** The permission to open it, if it is another one. */
  readonly opens?: string;
  /** Loads the folio, id or name of each subject that the official may see. */
  readonly names?: (
    official: Official,
    ids: readonly string[],
  ) => Promise<readonly (readonly [id: string, name: string])[]>;
  /**
   * Up to `limit` ids of the subjects that a search text matches: by folio, id or name. A higher limit returns the same
   * ids first. It must not audit that it read these subjects, because it shows none of their data.
   */
  readonly find?: (official: Official, text: string, limit: number) => Promise<readonly string[]>;
}

/** Labels of one context for its audit entries. */
export interface AuditContribution {
  /** Label of the subject area, by the first part of its use cases' names. */
  readonly areas?: Readonly<Record<string, string>>;
  /** By kind of audit subject. */
  readonly subjects?: Readonly<Record<string, AuditSubject>>;
  /** Labels of actors other than officials, by actor kind. */
  readonly actors?: Readonly<Record<string, string>>;
  /** Labels of the details to show, by their name in the entry. Other details are hidden. */
  readonly details?: Readonly<Record<string, AuditDetail>>;
  /** By action: what its refused entries say instead of its label, if the label alone would read like a success. */
  readonly refusals?: Readonly<Record<string, string>>;
  /** The streams offered as a filter. */
  readonly streams?: (official: Official) => Promise<readonly { readonly id: string; readonly label: string }[]>;
  /** By actor kind: loads the names for these ids that the official may see. */
  readonly actorNames?: Readonly<
    Record<
      string,
      (official: Official, ids: readonly string[]) => Promise<readonly (readonly [id: string, name: string])[]>
    >
  >;
  /** By actor kind: displayed role for each label stored in the audit log. */
  readonly actorRoles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Everything one context shows in the back office. */
export interface Contribution {
  /** Sorts the navigation; a section takes the position of its first contribution. */
  readonly order: number;
  /** Group in the navigation, named with a verb; contributions can share it. */
  readonly section: string;
  readonly catalogues?: readonly Catalogue[];
  readonly pages?: readonly Page[];
  readonly home?: Home;
  readonly additions?: readonly Addition[];
  /** Shown above every page, e.g. a maintenance notice; null if none. */
  readonly notice?: (official: Official) => Promise<string | null>;
  readonly audit?: AuditContribution;
}

/** Whether a person ticked the box of a `ConfirmationField`. */
export const isConfirmed = (value: unknown): boolean => value === 'si';

/** Casts form values to a use case's input; the dispatcher validates them against its schema. */
export function unchecked<Input>(values: object): Input {
  return values as Input;
}
