import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { Status } from '../views.js';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  draft: 'Por confirmar',
  confirmed: 'Confirmado',
  withdrawn: 'Retirado',
};

const TONES: Readonly<Record<Status, Tone>> = { draft: 'attention', confirmed: 'counts', withdrawn: 'neutral' };

export function StatusChip({ status }: { readonly status: Status }) {
  return <StateChip tone={TONES[status]} word={STATUS_WORDS[status]} />;
}
