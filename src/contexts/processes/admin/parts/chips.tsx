import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { KeyState, PeriodRow } from '../views.js';

const KEYS: Readonly<Record<KeyState, readonly [Tone, string]>> = {
  missing: ['attention', 'Falta la llave'],
  late: ['attention', 'Registrada fuera de plazo'],
  registered: ['counts', 'Registrada'],
};

export function KeyChip({ state }: { readonly state: KeyState }) {
  const [tone, word] = KEYS[state];
  return <StateChip tone={tone} word={word} />;
}

const PERIODS: Readonly<Record<PeriodRow['state'], readonly [Tone, string]>> = {
  inactive: ['neutral', 'Inactivo'],
  'to-come': ['process', 'Por abrir'],
  open: ['counts', 'Abierto'],
  grace: ['attention', 'Cerrado, en plazo de envío'],
  over: ['neutral', 'Concluido'],
};

export function PeriodChip({ state }: { readonly state: PeriodRow['state'] }) {
  const [tone, word] = PERIODS[state];
  return <StateChip tone={tone} word={word} />;
}
