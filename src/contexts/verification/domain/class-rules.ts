import type { RegistryStatus } from '#electoral/roll';
import type { DeskVerdict } from './desk-verdict.js';
import { DEFAULT_DUPLICATE_POLICY, type Duplicate, type DuplicatePolicy } from './duplicates.js';
import type { ReportedClass } from './reported-class.js';

/** What is observed of a support and has one of several values, never none. */
export interface ObservedValues {
  readonly channel: 'app' | 'paper';
  readonly registryStatus: RegistryStatus;
  readonly deskVerdict: DeskVerdict;
}

type ConditionOnValue<Fact extends keyof ObservedValues> =
  | { readonly fact: Fact; readonly oneOf: readonly ObservedValues[Fact][] }
  | { readonly fact: Fact; readonly noneOf: readonly ObservedValues[Fact][] };

/** A condition on what is observed of one support alone. Its list of values is not empty. */
export type Observed =
  | { [Fact in keyof ObservedValues]: ConditionOnValue<Fact> }[keyof ObservedValues]
  | { readonly fact: 'outOfPeriod' | 'inScope' | 'inExceptionRegime'; readonly is: boolean };

/** A condition on what the other supports of the elector make of this one. */
export interface Duplicated {
  readonly fact: 'duplicate';
  readonly oneOf: readonly Duplicate[];
}

/** A support has the class when all conditions of `when` are true. `when` is not empty. */
export type ClassRule = {
  readonly class: Exclude<ReportedClass, 'valido'>;
} & (
  | {
      readonly when: readonly Observed[];
      /** Whether such a support may still count, so that it keeps its place among the supports of its elector. */
      readonly keepsPlace: boolean;
    }
  | { readonly when: readonly (Observed | Duplicated)[]; readonly keepsPlace: true }
);

/**
 * Rules that give every support its class (decisions 14 and 45). They are data: SQL is generated from them, and they are
 * stored in `verification.class_rule_set`. A stored version never changes: other rules are another version.
 */
export interface ClassRuleSet {
  /** Stored with every class that a support was given. */
  readonly version: string;
  /** The first rule that holds gives the class; where none holds the support is `valido`. Not empty. */
  readonly rules: readonly ClassRule[];
  readonly duplicates: DuplicatePolicy;
}

/** Print order is not precedence and no source gives one: this is the default, an OPL may have its own. */
export const DEFAULT_RULE_SET: ClassRuleSet = {
  version: 'default-1',
  rules: [
    {
      class: 'en-procesamiento',
      when: [{ fact: 'registryStatus', oneOf: ['en-procesamiento'] }],
      keepsPlace: true,
    },
    { class: 'mesa-de-control', when: [{ fact: 'deskVerdict', oneOf: ['pendiente'] }], keepsPlace: true },
    {
      class: 'con-inconsistencia',
      when: [{ fact: 'deskVerdict', noneOf: ['pendiente', 'sin-inconsistencia'] }],
      keepsPlace: false,
    },
    { class: 'fuera-de-periodo', when: [{ fact: 'outOfPeriod', is: true }], keepsPlace: false },
    { class: 'no-encontrado', when: [{ fact: 'registryStatus', oneOf: ['no-encontrado'] }], keepsPlace: false },
    { class: 'baja', when: [{ fact: 'registryStatus', oneOf: ['baja'] }], keepsPlace: false },
    { class: 'padron', when: [{ fact: 'registryStatus', oneOf: ['padron'] }], keepsPlace: false },
    { class: 'otra-situacion', when: [{ fact: 'registryStatus', oneOf: ['otra-situacion'] }], keepsPlace: false },
    { class: 'fuera-de-ambito', when: [{ fact: 'inScope', is: false }], keepsPlace: false },
    {
      class: 'fuera-de-regimen',
      when: [
        { fact: 'channel', oneOf: ['paper'] },
        { fact: 'inExceptionRegime', is: false },
      ],
      keepsPlace: false,
    },
    { class: 'duplicado-mismo', when: [{ fact: 'duplicate', oneOf: ['same-aspirant'] }], keepsPlace: true },
    { class: 'duplicado-otro', when: [{ fact: 'duplicate', oneOf: ['other-aspirant'] }], keepsPlace: true },
  ],
  duplicates: DEFAULT_DUPLICATE_POLICY,
};
