/** The faults that a verification can find, with the Spanish text for the operator. */
const FAULTS = {
  'heads-missing': 'falta la lista firmada de las cadenas',
  'heads-altered': 'la lista de las cadenas no tiene una firma válida',
  'stream-missing': 'la cadena entera ya no está',
  'stream-unlisted': 'la cadena no está en la lista firmada',
  'seal-missing': 'falta el sello',
  'seal-unsigned': 'el sello no está firmado',
  'seal-altered': 'la firma no corresponde al sello',
  'seal-broken': 'los asientos del sello no son los que se sellaron',
  'tail-cut': 'faltan los sellos desde este',
  'seal-unlisted': 'el sello no está en la lista firmada',
  'head-altered': 'el último sello no es el de la lista firmada',
  'entry-altered': 'el asiento cambió',
  'entry-unsigned': 'el asiento no lo escribió el sistema',
  'entry-unsealed': 'el asiento dice estar sellado y no está en ningún sello',
  'rolled-back': 'la cadena no contiene lo que se exportó',
  'exports-missing': 'AUDIT_HEADS_DIR no se puede leer o no tiene ninguna de las listas que salieron del sistema',
  'export-altered': 'el archivo no se puede leer o no lo firmó esta instalación',
  'row-changed': 'el dato no es el que asienta la bitácora',
  'row-replaced': 'alguien cambió el dato en la base de datos antes de que el sistema lo escribiera de nuevo',
  'row-contradicts': 'el dato contradice al que el sistema recibió o decidió',
  'row-missing': 'el dato ya no está',
  'row-unrecorded': 'la bitácora no asienta el dato',
} as const;

export interface AuditFault {
  readonly kind: keyof typeof FAULTS;
  /** Absent for a row without an entry and for a file. */
  readonly stream?: string;
  readonly seal?: number;
  /** Id of the entry; for a row, of the entry with its last digest or, if it was replaced, of the next write. */
  readonly entry?: string;
  /** `schema.table` */
  readonly table?: string;
  readonly key?: string;
  /** Name of an exported file. */
  readonly file?: string;
}

/** One line for the operator, in Spanish. */
export function describeFault({ kind, stream, seal, entry, table, key, file }: AuditFault): string {
  const place = [
    ...(file === undefined ? [] : [`archivo ${file}`]),
    ...(table === undefined ? [] : [`tabla ${table}`, `llave ${key ?? ''}`]),
    ...(stream === undefined ? [] : [`cadena ${stream}`]),
    ...(seal === undefined ? [] : [`sello ${String(seal)}`]),
    ...(entry === undefined ? [] : [`asiento ${entry}`]),
  ];
  return place.length === 0 ? FAULTS[kind] : `${place.join(', ')}: ${FAULTS[kind]}`;
}
