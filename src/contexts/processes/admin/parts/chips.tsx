import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { KeyState, PeriodRow } from '../views.js';
import { KEY_LABELS } from './key-labels.js';

const KEYS: Readonly<Record<KeyState, Tone>> = {
  missing: 'attention',
  untested: 'attention',
  late: 'attention',
  registered: 'counts',
};

export function KeyChip({ state }: { readonly state: KeyState }) {
  return <StateChip tone={KEYS[state]} label={KEY_LABELS[state]} />;
}

const PERIODS: Readonly<Record<PeriodRow['state'], readonly [Tone, string]>> = {
  inactive: ['neutral', 'Inactivo'],
  'to-come': ['process', 'Por abrir'],
  open: ['counts', 'Abierto'],
  'waiting-key': ['attention', 'No ha abierto: falta comprobar la llave del OPL'],
  grace: ['attention', 'Cerrado, en plazo de envío'],
  over: ['neutral', 'Concluido'],
};

export function PeriodChip({ state }: { readonly state: PeriodRow['state'] }) {
  const [tone, word] = PERIODS[state];
  return <StateChip tone={tone} label={word} />;
}
