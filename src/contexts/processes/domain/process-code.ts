import { centralDay } from '../../../kernel/clock/central-time.js';

/** Common abbreviations by entidad key; part of every Id Proceso. */
export const ENTIDAD_ABBREVIATIONS: Readonly<Record<string, string>> = {
  '01': 'AGS',
  '02': 'BC',
  '03': 'BCS',
  '04': 'CAM',
  '05': 'COA',
  '06': 'COL',
  '07': 'CHIS',
  '08': 'CHIH',
  '09': 'CDMX',
  '10': 'DGO',
  '11': 'GTO',
  '12': 'GRO',
  '13': 'HGO',
  '14': 'JAL',
  '15': 'MEX',
  '16': 'MICH',
  '17': 'MOR',
  '18': 'NAY',
  '19': 'NL',
  '20': 'OAX',
  '21': 'PUE',
  '22': 'QRO',
  '23': 'QROO',
  '24': 'SLP',
  '25': 'SIN',
  '26': 'SON',
  '27': 'TAB',
  '28': 'TAM',
  '29': 'TLAX',
  '30': 'VER',
  '31': 'YUC',
  '32': 'ZAC',
};

/** A local process starts in September of the year before its election; its code contains the year of the election. */
const FIRST_MONTH_OF_NEXT_PROCESS = 9;

export function electionYear(now: Date): number {
  const [year, month] = centralDay(now).split('-').map(Number) as [number, number];
  return month >= FIRST_MONTH_OF_NEXT_PROCESS ? year + 1 : year;
}

/** The Id Proceso that an auxiliary types (§6.5), e.g. `QRO-2027-01`. */
export function composeProcessCode(entidad: string, year: number, number: number): string {
  const abbreviation = ENTIDAD_ABBREVIATIONS[entidad];
  if (abbreviation === undefined) throw new RangeError('not the key of an entidad');
  return `${abbreviation}-${String(year)}-${String(number).padStart(2, '0')}`;
}

/** The year of the election of a process, from its Id Proceso. */
export function electionYearOf(idProceso: string): number {
  const [, year] = /-(\d{4})-\d+$/.exec(idProceso) ?? [];
  if (year === undefined) throw new RangeError('not an Id Proceso');
  return Number(year);
}
