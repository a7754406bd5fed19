import { findFolio } from '#electoral/wire';
import type { AuditSubject } from '../../../admin/screen.js';
import { FindAuxiliaries } from '../../auxiliaries/index.js';
import { NameDevices } from '../index.js';

/** A search that matches more auxiliaries than this is shown without their devices. */
const MAX_AUXILIARIES = 100_000;

/** Devices in the audit trail: shown by prefix and Id Auxiliar, searched by prefix or like their auxiliary. */
export const deviceSubject: AuditSubject = {
  label: 'Teléfono',
  catalogue: 'dispositivos',
  permission: 'audit.read',
  opens: 'devices.review',
  names: async (official, ids) => {
    const found = await official.ask(new NameDevices({ deviceIds: [...ids] }));
    return found.map(
      ({ deviceId, folioPrefix, idAuxiliar }) => [deviceId, `AC-${folioPrefix} de ${idAuxiliar}`] as const,
    );
  },
  find: async (official, search, limit) => {
    // A folio means the support, not the device that captured it.
    if (findFolio(search) !== undefined) return [];
    const auxiliaryIds = await official.ask(new FindAuxiliaries({ search, limit: MAX_AUXILIARIES }));
    const [, folioPrefix] = /^\s*AC-(\w{5})\s*$/i.exec(search) ?? [];
    const found = await official.ask(new NameDevices({ auxiliaryIds, folioPrefix: folioPrefix?.toUpperCase() }));
    return found.map(({ deviceId }) => deviceId).slice(0, limit);
  },
};
