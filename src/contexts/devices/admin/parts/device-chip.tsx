import { DEVICE_TONES, DEVICE_WORDS, type DeviceStatus } from '#electoral/devices';
import React from 'react';
import { StateChip } from '../../../../admin/ui/page.js';

export function DeviceChip({ status }: { readonly status: DeviceStatus }) {
  return <StateChip tone={DEVICE_TONES[status]} word={DEVICE_WORDS[status]} />;
}
