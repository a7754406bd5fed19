/** Every record has exactly one class, so the counts of an aspirant add up to the supports received. */
export const REPORTED_CLASSES = [
  'en-procesamiento',
  'mesa-de-control',
  'con-inconsistencia',
  'fuera-de-periodo',
  'no-encontrado',
  'baja',
  'padron',
  'otra-situacion',
  'fuera-de-ambito',
  'fuera-de-regimen',
  'duplicado-mismo',
  'duplicado-otro',
  'valido',
] as const;
export type ReportedClass = (typeof REPORTED_CLASSES)[number];

export const REPORTED_CLASS_LABELS: Readonly<Record<ReportedClass, string>> = {
  'en-procesamiento': 'En procesamiento',
  'mesa-de-control': 'En mesa de control',
  'con-inconsistencia': 'Con inconsistencia',
  'fuera-de-periodo': 'Captado fuera del periodo o sin autorización',
  'no-encontrado': 'Datos no encontrados',
  baja: 'Baja del padrón',
  padron: 'En padrón (no en lista nominal)',
  'otra-situacion': 'Otra situación en padrón',
  'fuera-de-ambito': 'Fuera de ámbito geo-electoral',
  'fuera-de-regimen': 'Fuera del régimen de excepción',
  'duplicado-mismo': 'Duplicado con el mismo aspirante',
  'duplicado-otro': 'Duplicado con otro aspirante',
  valido: 'Encontrado en lista nominal',
};

/** Colour of a state. Always shown together with its label. */
export type StateTone = 'counts' | 'attention' | 'excluded' | 'process' | 'neutral';

export const REPORTED_CLASS_TONES: Readonly<Record<ReportedClass, StateTone>> = {
  'en-procesamiento': 'process',
  'mesa-de-control': 'process',
  'con-inconsistencia': 'excluded',
  'fuera-de-periodo': 'attention',
  'no-encontrado': 'excluded',
  baja: 'excluded',
  padron: 'excluded',
  'otra-situacion': 'excluded',
  'fuera-de-ambito': 'excluded',
  'fuera-de-regimen': 'excluded',
  'duplicado-mismo': 'neutral',
  'duplicado-otro': 'excluded',
  valido: 'counts',
};
