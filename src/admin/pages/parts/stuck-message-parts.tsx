import React from 'react';
import type { StuckMessageRow } from '../../messages/views.js';
import { StateChip, type Tone } from '../../ui/page.js';

export const STUCK_CHIPS: Readonly<Record<StuckMessageRow['state'], readonly [label: string, tone: Tone]>> = {
  quarantined: ['Detenido por fallas', 'excluded'],
  deferred: ['Espera un servicio', 'attention'],
};

export function StuckChip({ state }: { readonly state: StuckMessageRow['state'] }) {
  return <StateChip label={STUCK_CHIPS[state][0]} tone={STUCK_CHIPS[state][1]} />;
}
