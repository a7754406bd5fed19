/** A delivery as lists show it (§13.1). */
export interface DeliveryView {
  readonly id: string;
  readonly processId: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly fileName: string;
  readonly size: number;
  /** SHA-256 of the encrypted file, hexadecimal. */
  readonly sha256: string;
  readonly records: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

export const SELECT_DELIVERY = `select id, process_id as "processId", id_proceso as "idProceso", entidad,
    file_name as "fileName", size::float8 as size, encode(sha256, 'hex') as sha256, records,
    created_at as "createdAt", blob_key as "blobKey"
  from results.delivery`;
