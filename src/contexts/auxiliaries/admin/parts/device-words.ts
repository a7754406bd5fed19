import type { DeviceStatus } from '../record-views.js';

export const DEVICE_WORDS: Readonly<Record<DeviceStatus, string>> = {
  active: 'Activo',
  'por-revisar': 'Por revisar',
  suspended: 'Suspendido',
  discharged: 'De baja',
};
