import { DEVICE_STATUS_TONES, DEVICE_STATUS_LABELS, type DeviceStatus } from '#electoral/devices';
import React from 'react';
import { StateChip, type Tone } from '../../../../admin/ui/page.js';
import type { Status } from '../views.js';
import { STATUS_LABELS } from './status-labels.js';

const TONES: Readonly<Record<Status, Tone>> = { registered: 'process', enrolled: 'counts', discharged: 'neutral' };

export function StatusChip({ status }: { readonly status: Status }) {
  return <StateChip tone={TONES[status]} label={STATUS_LABELS[status]} />;
}

export function DeviceChip({ status }: { readonly status: DeviceStatus }) {
  return <StateChip tone={DEVICE_STATUS_TONES[status]} label={DEVICE_STATUS_LABELS[status]} />;
}
