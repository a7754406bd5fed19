/** `active` and `por-revisar` (under review by the OPL) may capture; the others may not. */
export type DeviceStatus = 'active' | 'por-revisar' | 'suspended' | 'discharged';

export const DEVICE_STATUS_LABELS: Readonly<Record<DeviceStatus, string>> = {
  active: 'Activo',
  'por-revisar': 'Por revisar',
  suspended: 'Suspendido',
  discharged: 'De baja',
};

export const DEVICE_STATUS_TONES = {
  active: 'counts',
  'por-revisar': 'attention',
  suspended: 'excluded',
  discharged: 'neutral',
} as const satisfies Readonly<Record<DeviceStatus, string>>;
