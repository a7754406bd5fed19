/** Types of the screens of the rules for registering auxiliaries, shared by server and browser. */

export type OtherAspirantRule = 'enter' | 'refuse';

export interface OtherAspirantRuleView {
  readonly rule: OtherAspirantRule;
  /** 0 until the OPL sets a rule. */
  readonly version: number;
  readonly versions: readonly {
    readonly version: number;
    readonly rule: OtherAspirantRule;
    readonly reason: string;
    /** Hora centro; null if set before versions were kept. */
    readonly at: string | null;
  }[];
  /** Set by DERFE. */
  readonly limits: LimitsInForce;
}

export interface LimitsInForce {
  readonly perDay: number;
  readonly perDayByFile: number;
}

export interface PadronLimitListView {
  readonly rows: readonly (LimitsInForce & {
    readonly entidad: string;
    readonly name: string;
    /** Hora centro; null while the default limits apply. */
    readonly at: string | null;
    readonly isDefault: boolean;
  })[];
}

export interface PadronLimitView extends LimitsInForce {
  readonly entidad: string;
  readonly name: string;
  readonly version: number;
  readonly versions: readonly (LimitsInForce & {
    readonly version: number;
    readonly reason: string;
    readonly at: string | null;
  })[];
}
