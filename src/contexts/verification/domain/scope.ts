/** Where an office is elected, as the process states it. */
export interface OfficeTerritory {
  readonly entidad: string;
  readonly kind: 'gubernatura' | 'diputacion-local' | 'ayuntamiento';
  /** Key of the district (2 digits) or municipality (3 digits) where there is one. */
  readonly territory: string;
}

export interface ElectorTerritory {
  readonly entidad: string;
  readonly distrito: string;
  readonly municipio: string;
}

/** Whether an elector is registered where the office is elected. A territory without a key judges by the entidad alone. */
export function isInScope(office: OfficeTerritory, elector: ElectorTerritory): boolean {
  if (office.entidad !== elector.entidad) return false;
  const key = /^\d{2,3}$/.exec(office.territory)?.[0];
  if (key === undefined) return true;
  if (office.kind === 'diputacion-local') return Number(elector.distrito) === Number(key);
  if (office.kind === 'ayuntamiento') return Number(elector.municipio) === Number(key);
  return true;
}
