import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { Status } from '../views.js';
import { STATUS_LABELS } from './status-labels.js';

const TONES: Readonly<Record<Status, Tone>> = {
  draft: 'attention',
  validated: 'process',
  confirmed: 'counts',
  withdrawn: 'neutral',
  annulled: 'neutral',
};

export interface StatusChipProps {
  readonly status: Status;
  /** Confirmed, but its data has been corrected since and the new sheet has not been signed yet. */
  readonly sheetDue: boolean;
}

export function StatusChip({ status, sheetDue }: StatusChipProps) {
  return (
    <>
      <StateChip tone={TONES[status]} label={STATUS_LABELS[status]} />{' '}
      {sheetDue && <StateChip tone="attention" label="Cédula por firmar" />}
    </>
  );
}
