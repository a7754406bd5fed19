import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { AuxiliaryView, Status } from '../views.js';
import { STATUS_WORDS } from './status-words.js';

const TONES: Readonly<Record<Status, Tone>> = { registered: 'process', enrolled: 'counts', discharged: 'neutral' };

export function StatusChip({ status }: { readonly status: Status }) {
  return <StateChip tone={TONES[status]} word={STATUS_WORDS[status]} />;
}

type DeviceStatus = AuxiliaryView['devices'][number]['status'];

const DEVICES: Readonly<Record<DeviceStatus, readonly [Tone, string]>> = {
  active: ['counts', 'Activo'],
  'por-revisar': ['attention', 'Por revisar'],
  suspended: ['excluded', 'Suspendido'],
  discharged: ['neutral', 'De baja'],
};

export function DeviceChip({ status }: { readonly status: DeviceStatus }) {
  const [tone, word] = DEVICES[status];
  return <StateChip tone={tone} word={word} />;
}
