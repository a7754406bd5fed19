/** Situación registral of an elector, from the roll match; `en-procesamiento` until there is one. */
export const REGISTRY_STATUSES = [
  'lista-nominal',
  'padron',
  'otra-situacion',
  'baja',
  'no-encontrado',
  'en-procesamiento',
] as const;
export type RegistryStatus = (typeof REGISTRY_STATUSES)[number];

/** The statuses of rows in the roll. */
export const ROLL_STATUSES = ['lista-nominal', 'padron', 'otra-situacion', 'baja'] as const;
export type RollStatus = (typeof ROLL_STATUSES)[number];

export const BAJA_CAUSES = [
  'defuncion',
  'suspension-derechos-politicos',
  'perdida-de-vigencia',
  'duplicado-en-padron',
  'domicilio-irregular',
  'datos-personales-irregulares',
  'usurpacion-de-identidad',
  'perdida-de-ciudadania',
  'cancelacion-de-tramite',
] as const;
export type BajaCause = (typeof BAJA_CAUSES)[number];

export const REGISTRY_STATUS_LABELS: Readonly<Record<RegistryStatus, string>> = {
  'lista-nominal': 'En lista nominal',
  padron: 'En padrón (no en lista nominal)',
  'otra-situacion': 'Otra situación en padrón',
  baja: 'Baja',
  'no-encontrado': 'Datos no encontrados',
  'en-procesamiento': 'En procesamiento',
};

export const BAJA_CAUSE_LABELS: Readonly<Record<BajaCause, string>> = {
  defuncion: 'Defunción',
  'suspension-derechos-politicos': 'Suspensión de derechos políticos',
  'perdida-de-vigencia': 'Pérdida de vigencia',
  'duplicado-en-padron': 'Duplicado en padrón',
  'domicilio-irregular': 'Domicilio irregular',
  'datos-personales-irregulares': 'Datos personales irregulares',
  'usurpacion-de-identidad': 'Usurpación de identidad',
  'perdida-de-ciudadania': 'Pérdida de la ciudadanía o renuncia de nacionalidad',
  'cancelacion-de-tramite': 'Cancelación de trámite',
};

export function isRollStatus(text: string): text is RollStatus {
  return (ROLL_STATUSES as readonly string[]).includes(text);
}

export function isBajaCause(text: string): text is BajaCause {
  return (BAJA_CAUSES as readonly string[]).includes(text);
}
