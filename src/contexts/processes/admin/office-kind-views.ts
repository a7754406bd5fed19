/** Types of the screens of the kinds of office, shared by server and browser. */

export type OfficeKindScope = 'entidad' | 'local-district' | 'municipality';

export interface OfficeKindRow {
  readonly key: string;
  readonly label: string;
  readonly scope: OfficeKindScope;
  /** 'Todas', or names. */
  readonly where: string;
  readonly maxDays: number;
  readonly offices: number;
}

export interface OfficeKindListView {
  readonly rows: readonly OfficeKindRow[];
}

export interface OfficeKindFormView {
  readonly entidades: readonly (readonly [key: string, name: string])[];
  /** Null to add a kind. */
  readonly kind:
    | (Pick<OfficeKindRow, 'key' | 'label' | 'scope' | 'maxDays' | 'offices'> & {
        /** Keys; null for all of them. */
        readonly entidades: readonly string[] | null;
        readonly version: number;
      })
    | null;
}

export interface OfficeKindView extends OfficeKindRow {
  readonly versions: readonly {
    readonly version: number;
    readonly label: string;
    readonly where: string;
    readonly maxDays: number;
    readonly reason: string;
    /** Hora centro; null if predefined, or set before versions were kept. */
    readonly at: string | null;
  }[];
}
