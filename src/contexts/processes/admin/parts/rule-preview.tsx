import React from 'react';
import { TextField } from '../../../../admin/ui/fields.js';
import type { Form } from '../../../../admin/ui/form.js';
import { shareOf, thresholdOf, requiredUnits } from '../../domain/threshold-rule.js';
import { ruleOf, UNIT_LABELS } from './rule-form.js';

export interface RulePreviewProps {
  readonly form: Form;
  /** How many of each unit the office has; null where no catalogue tells. */
  readonly units: Readonly<Record<string, number>> | null;
}

/** What the rule asks for with a number that is typed to try it; nothing of it is sent. */
export function RulePreview({ form, units }: RulePreviewProps) {
  const rule = ruleOf(form.values);
  const total = Number((form.values['sample'] ?? '').replace(/[\s,]/g, ''));
  return (
    <div className="panel">
      <TextField
        form={form}
        name="sample"
        label="Probar con una lista nominal de"
        help="Solo para ver el resultado; no se guarda."
        inputMode="numeric"
        optional
        maxLength={12}
      />
      <p role="status">{rule ? answer(rule, total, units) : 'Complete los campos de arriba para ver el resultado.'}</p>
    </div>
  );
}

function answer(rule: NonNullable<ReturnType<typeof ruleOf>>, total: number, units: RulePreviewProps['units']): string {
  const parts: string[] = [];
  if (rule.requirement.kind === 'fixed' || total > 0) {
    const { supports } = thresholdOf(rule, { total: Math.trunc(total) || 0, units: [] });
    parts.push(`Se piden ${supports.toLocaleString('es-MX')} apoyos.`);
  }
  if (rule.dispersion) {
    const [one, several] = UNIT_LABELS[rule.dispersion.unit];
    const there = units?.[rule.dispersion.unit];
    const needed = there === undefined ? undefined : requiredUnits(rule.dispersion, there);
    if (needed !== undefined && there !== undefined) {
      parts.push(
        `Debe alcanzarse el mínimo en ${needed.toLocaleString('es-MX')} de ${there.toLocaleString('es-MX')} ${several}.`,
      );
      if (needed > there) parts.push('El cargo no tiene tantos lugares: revise el número.');
    }
    const minimum = shareOf(1000, rule.dispersion.minimumBasisPoints, rule.dispersion.rounding);
    parts.push(`En cada ${one}, ${minimum.toLocaleString('es-MX')} apoyos por cada 1,000 personas de su lista.`);
  }
  return parts.length === 0 ? 'Escriba un número para ver cuántos apoyos se piden.' : parts.join(' ');
}
