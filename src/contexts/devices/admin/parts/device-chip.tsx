import { DEVICE_STATUS_TONES, DEVICE_STATUS_LABELS, type DeviceStatus } from '#electoral/devices';
import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';

export function DeviceChip({ status }: { readonly status: DeviceStatus }) {
  return <StateChip tone={DEVICE_STATUS_TONES[status]} label={DEVICE_STATUS_LABELS[status]} />;
}
