/** The event from which a legal date is computed. */
export type Anchor =
  | 'first-opening'
  | 'opening'
  | 'close'
  | 'delivery'
  /** Each hearing or request has its own date. */
  | 'hearing'
  | 'request'
  /** Every day of the capture period. */
  | 'every-day';

export interface LegalDeadline {
  readonly numeral: string;
  /** Display text of the event. */
  readonly label: string;
  /** The deadline as the protocol states it. */
  readonly rule: string;
  readonly anchor: Anchor;
  /** Negative means before the anchor; `grace` is the length of the capture period's grace period. */
  readonly offset: { readonly hours: number } | { readonly months: number } | 'grace';
  /** When the OPL's administrators are reminded, in hours before the date; -1 is one hour after it. */
  readonly remindsHoursBefore: readonly number[];
}

const DAY = 24;

/**
 * Every legal deadline of the protocol. A command declares the ones that govern it in its `@CommandSpec` (decision 40).
 */
export const LEGAL_DEADLINES = {
  'opl-key': {
    numeral: '13.1',
    label: 'Vence la entrega de la llave pública del OPL',
    rule: 'A más tardar 10 días antes del inicio del periodo de captación',
    anchor: 'first-opening',
    offset: { hours: -10 * DAY },
    remindsHoursBefore: [10 * DAY, 3 * DAY, DAY, -1],
  },
  'capture-opens': {
    numeral: '5.A',
    label: 'Abre la captación',
    rule: 'Fecha y hora de inicio del periodo',
    anchor: 'opening',
    offset: { hours: 0 },
    remindsHoursBefore: [3 * DAY],
  },
  'capture-closes': {
    numeral: '7.7',
    label: 'Cierra la captación',
    rule: 'Fecha y hora final del periodo',
    anchor: 'close',
    offset: { hours: 0 },
    remindsHoursBefore: [3 * DAY, DAY],
  },
  'sending-ends': {
    numeral: '10.5',
    label: 'Termina el plazo para enviar lo captado',
    rule: '24 horas después de vencido el periodo',
    anchor: 'close',
    offset: 'grace',
    remindsHoursBefore: [DAY],
  },
  'desk-hours': {
    numeral: '11.4',
    label: 'Asignación de registros en Mesa de Control',
    rule: 'Diariamente, de 09:00 a 18:00 horas (hora centro)',
    anchor: 'every-day',
    offset: { hours: 0 },
    remindsHoursBefore: [],
  },
  'hearing-notice': {
    numeral: '12.2',
    label: 'Aviso de la garantía de audiencia a la DERFE',
    rule: '48 horas antes de cada audiencia',
    anchor: 'hearing',
    offset: { hours: -48 },
    remindsHoursBefore: [],
  },
  'hearing-confirmation': {
    numeral: '12.4',
    label: 'Confirmación de los registros de la audiencia',
    rule: 'Cuando menos 8 horas antes de cada audiencia',
    anchor: 'hearing',
    offset: { hours: -8 },
    remindsHoursBefore: [],
  },
  'evidence-available': {
    numeral: '14.1',
    label: 'Termina la consulta de las cédulas electrónicas',
    rule: 'Tres meses después de entregado el resultado final',
    anchor: 'delivery',
    offset: { months: 3 },
    remindsHoursBefore: [15 * DAY, 3 * DAY],
  },
  'request-answer': {
    numeral: '14.2',
    label: 'Respuesta del INE a un requerimiento',
    rule: '72 horas después del oficio del OPL',
    anchor: 'request',
    offset: { hours: 72 },
    remindsHoursBefore: [],
  },
} as const satisfies Readonly<Record<string, LegalDeadline>>;

export type LegalDeadlineKey = keyof typeof LEGAL_DEADLINES;

export const LEGAL_DEADLINE_KEYS = Object.keys(LEGAL_DEADLINES) as LegalDeadlineKey[];

export function legalDeadline(key: LegalDeadlineKey): LegalDeadline {
  return LEGAL_DEADLINES[key];
}
