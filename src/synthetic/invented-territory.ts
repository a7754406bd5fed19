/** A sección of the fictitious roll with its territory. */
export interface InventedSection {
  readonly municipio: string;
  readonly nombreMunicipio: string;
  readonly seccion: string;
  readonly distritoLocal: string;
  readonly distritoFederal: string;
}

export const INVENTED_SECTIONS = 900;
const SECTIONS_OF_LOCAL_DISTRICT = 60;
const SECTIONS_OF_FEDERAL_DISTRICT = 150;

/**
 * The municipalities of Querétaro in the order of their keys, each with its first sección. Names are real, secciones
 * not.
 */
const MUNICIPALITIES: readonly (readonly [name: string, firstSection: number])[] = [
  ['Amealco de Bonfil', 1],
  ['Pinal de Amoles', 28],
  ['Arroyo Seco', 46],
  ['Cadereyta de Montes', 58],
  ['Colón', 91],
  ['Corregidora', 118],
  ['Ezequiel Montes', 189],
  ['Huimilpan', 207],
  ['Jalpan de Serra', 223],
  ['Landa de Matamoros', 242],
  ['El Marqués', 257],
  ['Pedro Escobedo', 331],
  ['Peñamiller', 359],
  ['Querétaro', 372],
  ['San Joaquín', 741],
  ['San Juan del Río', 750],
  ['Tequisquiapan', 851],
  ['Tolimán', 881],
];

/** @param section a section number from 1 to {@link INVENTED_SECTIONS}. */
export function inventedSection(section: number): InventedSection {
  const index = MUNICIPALITIES.findLastIndex(([, first]) => first <= section);
  return {
    municipio: String(index + 1).padStart(3, '0'),
    nombreMunicipio: MUNICIPALITIES[index]?.[0] ?? '',
    seccion: String(section).padStart(4, '0'),
    distritoLocal: district(section, SECTIONS_OF_LOCAL_DISTRICT),
    distritoFederal: district(section, SECTIONS_OF_FEDERAL_DISTRICT),
  };
}

/** All secciones of the entidad of the fictitious electors. */
export function inventedSections(): InventedSection[] {
  return Array.from({ length: INVENTED_SECTIONS }, (_, index) => inventedSection(index + 1));
}

function district(section: number, size: number): string {
  return String(Math.ceil(section / size)).padStart(2, '0');
}
