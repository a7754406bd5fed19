import React from 'react';
import { wholeNumberOf } from '#electoral/normalise';
import { NumberField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import { MAX_ELECTORS, shareOf, thresholdOf, requiredUnits } from '../../domain/threshold-rule.js';
import { ruleOf, UNIT_LABELS } from './rule-form.js';

export interface RulePreviewProps {
  readonly form: Form;
  /** Number of units in the office's territory, by kind of unit; null without a catalogue. */
  readonly units: Readonly<Record<string, number>> | null;
}

/** Shows what the rule requires if the lista nominal has the size that the user enters. That size is not stored. */
export function RulePreview({ form, units }: RulePreviewProps) {
  const rule = ruleOf(form.values);
  const total = wholeNumberOf(form.values['sample']);
  return (
    <div className="panel">
      <NumberField
        form={form}
        name="sample"
        label="Probar con una lista nominal de"
        help="Solo para ver el resultado; no se guarda."
        optional
        most={MAX_ELECTORS}
      />
      <p role="status">{rule ? answer(rule, total, units) : 'Complete los campos de arriba para ver el resultado.'}</p>
    </div>
  );
}

function answer(rule: NonNullable<ReturnType<typeof ruleOf>>, total: number, units: RulePreviewProps['units']): string {
  const parts: string[] = [];
  if (rule.requirement.kind === 'fixed' || total > 0) {
    const { supports } = thresholdOf(rule, { total: total || 0, units: [] });
    parts.push(`Se piden ${supports.toLocaleString('es-MX')} apoyos.`);
  }
  if (rule.dispersion) {
    const [singular, plural] = UNIT_LABELS[rule.dispersion.unit];
    const available = units?.[rule.dispersion.unit];
    const required = available === undefined ? undefined : requiredUnits(rule.dispersion, available);
    if (required !== undefined && available !== undefined) {
      parts.push(
        `Debe alcanzarse el mínimo en ${required.toLocaleString('es-MX')} de ${available.toLocaleString('es-MX')} ${plural}.`,
      );
      if (required > available) parts.push('El cargo no tiene tantos lugares: revise el número.');
    }
    const minimum = shareOf(1000, rule.dispersion.minimumBasisPoints, rule.dispersion.rounding);
    parts.push(`En cada ${singular}, ${minimum.toLocaleString('es-MX')} apoyos por cada 1,000 personas de su lista.`);
  }
  return parts.length === 0 ? 'Escriba un número para ver cuántos apoyos se piden.' : parts.join(' ');
}
