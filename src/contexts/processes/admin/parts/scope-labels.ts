import type { OfficeKindScope } from '../office-kind-views.js';

/** Where an office is elected. */
export const SCOPE_LABELS: Readonly<Record<OfficeKindScope, string>> = {
  entidad: 'En toda la entidad',
  'local-district': 'En un distrito local',
  municipality: 'En un municipio o alcaldía',
};
