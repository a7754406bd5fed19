import fc from 'fast-check';
import { REGISTRY_STATUSES } from '#electoral/roll';
import {
  DEFAULT_RULE_SET,
  type ClassRule,
  type ClassRuleSet,
  type DuplicateCondition,
  type FactCondition,
} from '../../src/contexts/verification/domain/class-rules.js';
import { DESK_VERDICTS } from '../../src/contexts/verification/domain/desk-verdict.js';
import { DUPLICATE_RULES } from '../../src/contexts/verification/domain/duplicates.js';
import { REPORTED_CLASSES } from '../../src/contexts/verification/domain/reported-class.js';

const VALUES = { channel: ['app', 'paper'], registryStatus: REGISTRY_STATUSES, deskVerdict: DESK_VERDICTS } as const;
const CLASSES = REPORTED_CLASSES.filter((one) => one !== 'valido');

const onValue = fc.constantFrom('channel', 'registryStatus', 'deskVerdict').chain((fact) => {
  const some = fc.subarray<string>([...VALUES[fact]], { minLength: 1 });
  return fc.oneof(
    some.map((oneOf) => ({ fact, oneOf })),
    some.map((noneOf) => ({ fact, noneOf })),
  );
}) as fc.Arbitrary<FactCondition>;
const onFlag: fc.Arbitrary<FactCondition> = fc.record({
  fact: fc.constantFrom('outOfPeriod', 'inScope', 'inExceptionRegime'),
  is: fc.boolean(),
});
const observed = fc.array(fc.oneof(onValue, onFlag), { minLength: 1, maxLength: 3 });
const duplicated: fc.Arbitrary<DuplicateCondition> = fc.record({
  fact: fc.constant('duplicate'),
  oneOf: fc.subarray<DuplicateCondition['oneOf'][number]>(['same-aspirant', 'other-aspirant'], { minLength: 1 }),
});

const rule: fc.Arbitrary<ClassRule> = fc.oneof(
  fc.record({ class: fc.constantFrom(...CLASSES), when: observed, keepsPlace: fc.boolean() }),
  fc.record({
    class: fc.constantFrom(...CLASSES),
    when: fc.oneof(
      duplicated.map((one) => [one]),
      fc.tuple(duplicated, observed).map(([one, others]) => [one, ...others]),
    ),
    keepsPlace: fc.constant(true),
  }),
);

/** Half are the default rules in a different order, half are random rules; all have a random duplicate policy. */
export const ruleSets: fc.Arbitrary<ClassRuleSet> = fc.record({
  version: fc.constant('spec'),
  rules: fc.oneof(
    fc.shuffledSubarray([...DEFAULT_RULE_SET.rules], { minLength: DEFAULT_RULE_SET.rules.length }),
    fc.array(rule, { minLength: 1, maxLength: 8 }),
  ),
  duplicates: fc.record({ betweenAspirants: fc.constantFrom(...DUPLICATE_RULES), voidKeepsPlace: fc.boolean() }),
});
