import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { DeviceStatus } from '../record-views.js';
import type { Status } from '../views.js';
import { DEVICE_WORDS } from './device-words.js';
import { STATUS_WORDS } from './status-words.js';

const TONES: Readonly<Record<Status, Tone>> = { registered: 'process', enrolled: 'counts', discharged: 'neutral' };

export function StatusChip({ status }: { readonly status: Status }) {
  return <StateChip tone={TONES[status]} word={STATUS_WORDS[status]} />;
}

const DEVICE_TONES: Readonly<Record<DeviceStatus, Tone>> = {
  active: 'counts',
  'por-revisar': 'attention',
  suspended: 'excluded',
  discharged: 'neutral',
};

export function DeviceChip({ status }: { readonly status: DeviceStatus }) {
  return <StateChip tone={DEVICE_TONES[status]} word={DEVICE_WORDS[status]} />;
}
