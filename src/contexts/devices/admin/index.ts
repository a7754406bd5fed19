import { DEVICE_STATUS_LABELS } from '#electoral/devices';
import { ENTIDAD_DETAIL } from '../../../admin/audit/labels.js';
import type { Contribution } from '../../../admin/screen.js';
import { IMAGE_LABELS } from '../domain/image-labels.js';
import { REVEAL_REASON_LABELS } from '../domain/reveal-reason.js';
import { deviceSubject } from './device-subject.js';
import { deviceRules, devices } from './screens.js';

/** Review of enrolled devices, and the OPL's policy (§7.4). */
export const contribution: Contribution = {
  order: 215,
  section: 'Registrar y dar seguimiento',
  audit: {
    areas: { devices: 'Teléfonos' },
    details: {
      folioPrefix: { label: 'Prefijo de folio' },
      entidad: ENTIDAD_DETAIL,
      revealedFor: { label: 'Motivo', words: REVEAL_REASON_LABELS },
      from: { label: 'Estado anterior', words: DEVICE_STATUS_LABELS },
      part: { label: 'Imagen', words: IMAGE_LABELS },
    },
    actors: { device: 'Teléfono' },
    subjects: { device: deviceSubject },
  },
  catalogues: [devices],
  pages: [deviceRules],
};
