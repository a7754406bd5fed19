/**
 * An entidad federativa: `key` as in INE's catalogue and the clave de elector, `curpCode` as in the CURP, `opl` is the
 * name of its local electoral body.
 */
export interface Entidad {
  readonly key: string;
  readonly name: string;
  readonly curpCode: string;
  readonly opl: string;
}

const entidad = (key: string, name: string, curpCode: string, opl: string): Entidad => ({ key, name, curpCode, opl });

/** In the official order. */
export const ENTIDADES: readonly Entidad[] = [
  entidad('01', 'Aguascalientes', 'AS', 'Instituto Estatal Electoral de Aguascalientes'),
  entidad('02', 'Baja California', 'BC', 'Instituto Estatal Electoral de Baja California'),
  entidad('03', 'Baja California Sur', 'BS', 'Instituto Estatal Electoral de Baja California Sur'),
  entidad('04', 'Campeche', 'CC', 'Instituto Electoral del Estado de Campeche'),
  entidad('05', 'Coahuila', 'CL', 'Instituto Electoral de Coahuila'),
  entidad('06', 'Colima', 'CM', 'Instituto Electoral del Estado de Colima'),
  entidad('07', 'Chiapas', 'CS', 'Instituto de Elecciones y Participación Ciudadana de Chiapas'),
  entidad('08', 'Chihuahua', 'CH', 'Instituto Estatal Electoral de Chihuahua'),
  entidad('09', 'Ciudad de México', 'DF', 'Instituto Electoral de la Ciudad de México'),
  entidad('10', 'Durango', 'DG', 'Instituto Electoral y de Participación Ciudadana de Durango'),
  entidad('11', 'Guanajuato', 'GT', 'Instituto Electoral del Estado de Guanajuato'),
  entidad('12', 'Guerrero', 'GR', 'Instituto Electoral y de Participación Ciudadana de Guerrero'),
  entidad('13', 'Hidalgo', 'HG', 'Instituto Estatal Electoral de Hidalgo'),
  entidad('14', 'Jalisco', 'JC', 'Instituto Electoral y de Participación Ciudadana de Jalisco'),
  entidad('15', 'México', 'MC', 'Instituto Electoral del Estado de México'),
  entidad('16', 'Michoacán', 'MN', 'Instituto Electoral de Michoacán'),
  entidad('17', 'Morelos', 'MS', 'Instituto Morelense de Procesos Electorales y Participación Ciudadana'),
  entidad('18', 'Nayarit', 'NT', 'Instituto Estatal Electoral de Nayarit'),
  entidad('19', 'Nuevo León', 'NL', 'Instituto Estatal Electoral y de Participación Ciudadana de Nuevo León'),
  entidad('20', 'Oaxaca', 'OC', 'Instituto Estatal Electoral y de Participación Ciudadana de Oaxaca'),
  entidad('21', 'Puebla', 'PL', 'Instituto Electoral del Estado de Puebla'),
  entidad('22', 'Querétaro', 'QT', 'Instituto Electoral del Estado de Querétaro'),
  entidad('23', 'Quintana Roo', 'QR', 'Instituto Electoral de Quintana Roo'),
  entidad('24', 'San Luis Potosí', 'SP', 'Consejo Estatal Electoral y de Participación Ciudadana de San Luis Potosí'),
  entidad('25', 'Sinaloa', 'SL', 'Instituto Electoral del Estado de Sinaloa'),
  entidad('26', 'Sonora', 'SR', 'Instituto Estatal Electoral y de Participación Ciudadana de Sonora'),
  entidad('27', 'Tabasco', 'TC', 'Instituto Electoral y de Participación Ciudadana de Tabasco'),
  entidad('28', 'Tamaulipas', 'TS', 'Instituto Electoral de Tamaulipas'),
  entidad('29', 'Tlaxcala', 'TL', 'Instituto Tlaxcalteca de Elecciones'),
  entidad('30', 'Veracruz', 'VZ', 'Organismo Público Local Electoral del Estado de Veracruz'),
  entidad('31', 'Yucatán', 'YN', 'Instituto Electoral y de Participación Ciudadana de Yucatán'),
  entidad('32', 'Zacatecas', 'ZS', 'Instituto Electoral del Estado de Zacatecas'),
];

/** Keys for birth abroad in the clave de elector; the CURP has NE for both. */
export const BIRTH_ABROAD_KEYS: readonly string[] = ['87', '88'];
export const BIRTH_ABROAD_CURP = 'NE';

const byKey = new Map(ENTIDADES.map((one) => [one.key, one]));

export function entidadByKey(key: string): Entidad | undefined {
  return byKey.get(key);
}

const STATE_OF_MEXICO = '15';

/** An entidad as the place of a letter: «Guanajuato», «Estado de México». */
export function placeName(key: string): string {
  return key === STATE_OF_MEXICO ? 'Estado de México' : (byKey.get(key)?.name ?? key);
}

/** The local electoral body: «Instituto Electoral del Estado de Guanajuato». */
export function oplName(key: string): string {
  return byKey.get(key)?.opl ?? `Organismo Público Local ${key}`;
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
