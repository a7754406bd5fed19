import type { RegistryStatus } from '#electoral/roll';
import type { DeskVerdict } from './desk-verdict.js';
import { DEFAULT_DUPLICATE_POLICY, type Duplicate, type DuplicatePolicy } from './duplicates.js';
import type { ReportedClass } from './reported-class.js';

/** Facts about a support that always have one of several values. */
export interface ObservedValues {
  readonly channel: 'app' | 'paper';
  readonly registryStatus: RegistryStatus;
  readonly deskVerdict: DeskVerdict;
}

type ConditionOnValue<Fact extends keyof ObservedValues> =
  | { readonly fact: Fact; readonly oneOf: readonly ObservedValues[Fact][] }
  | { readonly fact: Fact; readonly noneOf: readonly ObservedValues[Fact][] };

/** A condition on the facts of one support. Its list of values is not empty. */
export type FactCondition =
  | { [Fact in keyof ObservedValues]: ConditionOnValue<Fact> }[keyof ObservedValues]
  | { readonly fact: 'outOfPeriod' | 'inScope' | 'inExceptionRegime'; readonly is: boolean };

/** A condition on whether the support duplicates another one of the same elector. */
export interface DuplicateCondition {
  readonly fact: 'duplicate';
  readonly oneOf: readonly Duplicate[];
}

/** A support has the class if all conditions in `when` are true. `when` is not empty. */
export type ClassRule = {
  readonly class: Exclude<ReportedClass, 'valido'>;
} & (
  | {
      readonly when: readonly FactCondition[];
      /** Whether a support of this class may still count and so takes part in the duplicate order of its elector. */
      readonly keepsPlace: boolean;
    }
  | { readonly when: readonly (FactCondition | DuplicateCondition)[]; readonly keepsPlace: true }
);

/**
 * Rules that give every support its class (decisions 14 and 45). They are data: SQL is generated from them, and they
 * are stored in `verification.class_rule_set`. A stored version never changes; changed rules get a new version.
 */
export interface ClassRuleSet {
  /** Stored with the class of every support. */
  readonly version: string;
  /** The first matching rule gives the class; without a match the support is `valido`. Not empty. */
  readonly rules: readonly ClassRule[];
  readonly duplicates: DuplicatePolicy;
}

/** No source defines a precedence (the printed order is not one). This is the default; an OPL may have its own. */
export const DEFAULT_RULE_SET: ClassRuleSet = {
  version: 'default-2',
  rules: [
    { class: 'con-inconsistencia', when: [{ fact: 'deskVerdict', oneOf: ['no-procesable'] }], keepsPlace: false },
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
