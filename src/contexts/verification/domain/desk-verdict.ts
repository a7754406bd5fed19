/** Reported classes of inconsistency that the control desk can give. */
export const INCONSISTENCIES = [
  'credencial-no-valida',
  'fotocopia',
  'simulacion',
  'foto-no-valida',
  'firma-no-valida',
  'sin-firma',
  'otra',
] as const;
export type Inconsistency = (typeof INCONSISTENCIES)[number];

/**
 * DERFE and the OPL have jointly declared that the record can never be opened (decision 67). The desk cannot give this
 * verdict.
 */
export const UNPROCESSABLE = 'no-procesable';

/** The verdicts that the desk can give. */
export const GIVEN_VERDICTS = ['sin-inconsistencia', ...INCONSISTENCIES] as const;

/** A record is pending until an official reviews its images; 100 % of the records are reviewed (§11.5). */
export const DESK_VERDICTS = ['pendiente', ...GIVEN_VERDICTS, UNPROCESSABLE] as const;
export type DeskVerdict = (typeof DESK_VERDICTS)[number];

export const DESK_VERDICT_LABELS: Readonly<Record<DeskVerdict, string>> = {
  pendiente: 'Pendiente de revisión',
  'sin-inconsistencia': 'Sin inconsistencia',
  'credencial-no-valida': 'Credencial no válida',
  fotocopia: 'Fotocopia de credencial',
  simulacion: 'Simulación',
  'foto-no-valida': 'Foto no válida',
  'firma-no-valida': 'Firma no válida',
  'sin-firma': 'Sin firma',
  otra: 'Otra inconsistencia',
  'no-procesable': 'No procesable: el registro no se pudo abrir',
};
