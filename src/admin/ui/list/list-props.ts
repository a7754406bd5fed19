import type { ReactNode } from 'react';
import type { ListView } from '../../views.js';
import type { ApiResult } from '../api.js';
import type { Column } from '../page.js';

export interface Filter {
  /** Query parameter. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  /** Its value is a day. */
  readonly isDay?: boolean;
  /** Set only by links from other pages: it has a chip, but no select. */
  readonly linked?: boolean;
}

export interface ListColumn<Row> extends Column<Row> {
  /** Value of `orden` that sorts by this column. */
  readonly sort?: string;
}

export interface ListProps<Row> {
  readonly view: ListView<Row>;
  /** Noun for the rows, singular and plural: 'aspirante', 'aspirantes'. */
  readonly nouns: readonly [one: string, many: string];
  readonly columns: readonly [ListColumn<Row>, ...ListColumn<Row>[]];
  readonly keyOf: (row: Row) => string;
  /** Order without `orden`; a leading minus means descending. */
  readonly defaultSort: string;
  readonly filters?: readonly Filter[];
  readonly search?: {
    readonly label: string;
    readonly help?: string;
    /** The list's `post`, which encrypts search text that may contain personal data before it enters the URL. */
    readonly encrypt?: (input: { readonly text: string }) => Promise<ApiResult<{ readonly encrypted: string }>>;
  };
  /** `<catalogue>/<file>` of the Excel download. */
  readonly file?: string;
  /** How much of a long list the file contains; shown beside the download if the list was not counted to its end. */
  readonly fileNote?: string;
  /** Shown while the list has no rows at all: why, and the next step. */
  readonly empty: ReactNode;
  /** Shown when no row matches the filters. */
  readonly noMatches: string;
}
