/** Territory in which an office is elected, as the process defines it. */
export interface OfficeTerritory {
  readonly entidad: string;
  readonly scope: 'entidad' | 'local-district' | 'municipality';
  /** Key of the district (2 digits) or municipality (3 digits), if any. */
  readonly territory: string;
}

export interface ElectorTerritory {
  readonly entidad: string;
  readonly distrito: string;
  readonly municipio: string;
}

/** Whether an elector is registered in the territory of the office. Without a key, only the entidad is compared. */
export function isInScope(office: OfficeTerritory, elector: ElectorTerritory): boolean {
  if (office.entidad !== elector.entidad) return false;
  const key = /^\d{2,3}$/.exec(office.territory)?.[0];
  if (key === undefined) return true;
  if (office.scope === 'local-district') return Number(elector.distrito) === Number(key);
  if (office.scope === 'municipality') return Number(elector.municipio) === Number(key);
  return true;
}
