/** An entidad federativa: `key` as in INE's catalogue and the clave de elector, `curpCode` as in the CURP. */
export interface Entidad {
  readonly key: string;
  readonly name: string;
  readonly curpCode: string;
}

const entidad = (key: string, name: string, curpCode: string): Entidad => ({ key, name, curpCode });

/** In the official order. */
export const ENTIDADES: readonly Entidad[] = [
  entidad('01', 'Aguascalientes', 'AS'),
  entidad('02', 'Baja California', 'BC'),
  entidad('03', 'Baja California Sur', 'BS'),
  entidad('04', 'Campeche', 'CC'),
  entidad('05', 'Coahuila', 'CL'),
  entidad('06', 'Colima', 'CM'),
  entidad('07', 'Chiapas', 'CS'),
  entidad('08', 'Chihuahua', 'CH'),
  entidad('09', 'Ciudad de México', 'DF'),
  entidad('10', 'Durango', 'DG'),
  entidad('11', 'Guanajuato', 'GT'),
  entidad('12', 'Guerrero', 'GR'),
  entidad('13', 'Hidalgo', 'HG'),
  entidad('14', 'Jalisco', 'JC'),
  entidad('15', 'México', 'MC'),
  entidad('16', 'Michoacán', 'MN'),
  entidad('17', 'Morelos', 'MS'),
  entidad('18', 'Nayarit', 'NT'),
  entidad('19', 'Nuevo León', 'NL'),
  entidad('20', 'Oaxaca', 'OC'),
  entidad('21', 'Puebla', 'PL'),
  entidad('22', 'Querétaro', 'QT'),
  entidad('23', 'Quintana Roo', 'QR'),
  entidad('24', 'San Luis Potosí', 'SP'),
  entidad('25', 'Sinaloa', 'SL'),
  entidad('26', 'Sonora', 'SR'),
  entidad('27', 'Tabasco', 'TC'),
  entidad('28', 'Tamaulipas', 'TS'),
  entidad('29', 'Tlaxcala', 'TL'),
  entidad('30', 'Veracruz', 'VZ'),
  entidad('31', 'Yucatán', 'YN'),
  entidad('32', 'Zacatecas', 'ZS'),
];

/** Keys for birth abroad in the clave de elector; the CURP has NE for both. */
export const BIRTH_ABROAD_KEYS: readonly string[] = ['87', '88'];
export const BIRTH_ABROAD_CURP = 'NE';

const byKey = new Map(ENTIDADES.map((one) => [one.key, one]));

export function entidadByKey(key: string): Entidad | undefined {
  return byKey.get(key);
}

const STATE_OF_MEXICO = '15';
const MEXICO_CITY = '09';

/** An entidad as the place of a letter: «Guanajuato», «Estado de México». */
export function placeName(key: string): string {
  return key === STATE_OF_MEXICO ? 'Estado de México' : (byKey.get(key)?.name ?? key);
}

/** «Organismo Público Local de Guanajuato» */
export function oplName(key: string): string {
  const of = key === STATE_OF_MEXICO ? 'del' : key === MEXICO_CITY ? 'de la' : 'de';
  return `Organismo Público Local ${of} ${placeName(key)}`;
}

export function isBirthEntidad(key: string): boolean {
  return byKey.has(key) || BIRTH_ABROAD_KEYS.includes(key);
}

/** The CURP's two letters for a key of the clave de elector. */
export function curpEntidadFor(key: string): string | undefined {
  return byKey.get(key)?.curpCode ?? (BIRTH_ABROAD_KEYS.includes(key) ? BIRTH_ABROAD_CURP : undefined);
}

const curpCodes: ReadonlySet<string> = new Set([...ENTIDADES.map((one) => one.curpCode), BIRTH_ABROAD_CURP]);

export function isCurpEntidad(code: string): boolean {
  return curpCodes.has(code);
}
