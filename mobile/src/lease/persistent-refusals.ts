/** Refusals that stay in force, even offline, until the server grants a lease. */
export const PERSISTENT_REFUSALS: ReadonlySet<string> = new Set([
  'AUXILIARIES.APP_OUTDATED',
  'AUXILIARIES.ASPIRANT_WITHDRAWN',
  'AUXILIARIES.DEVICE_NOT_ACTIVE',
  'AUXILIARIES.DEVICE_REPLACED',
  'AUXILIARIES.DEVICE_SUSPENDED',
]);
