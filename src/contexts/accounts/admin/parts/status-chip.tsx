import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { OfficialRow, Status } from '../views.js';
import { DECLARED_LABEL, STATUS_LABELS } from './status-labels.js';

const TONES: Readonly<Record<Status, Tone>> = {
  pending: 'process',
  active: 'counts',
  suspended: 'excluded',
  closed: 'neutral',
};

export function StatusChip({ status, declared }: Pick<OfficialRow, 'status' | 'declared'>) {
  if (status === 'pending' && declared) return <StateChip tone="attention" label={DECLARED_LABEL} />;
  return <StateChip tone={TONES[status]} label={STATUS_LABELS[status]} />;
}
