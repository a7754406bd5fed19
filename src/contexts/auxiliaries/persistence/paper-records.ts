import type { ScanMediaType } from '../../../kernel/documents/scan.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export const PAPER_KINDS = ['responsiva', 'credencial'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** Encryption context of a scan. */
export const paperDocument = (kind: PaperKind): string => `auxiliaries.${kind}`;

export interface PaperState {
  readonly kind: PaperKind;
  /** Upload time of the newest scan; ISO 8601, UTC. Null while there is none. */
  readonly uploadedAt: string | null;
  readonly versions: number;
  /** The data has been corrected since: a responsiva must be signed again. */
  readonly outdated: boolean;
  /** The version that the OPL can read; 0 before a transfer. */
  readonly transferredVersion: number;
}

const noPaper = (kind: PaperKind): PaperState => ({
  kind,
  uploadedAt: null,
  versions: 0,
  outdated: false,
  transferredVersion: 0,
});

export async function paperStates(work: UnitOfWork, auxiliaryId: string): Promise<PaperState[]> {
  const rows = await work.sql<PaperState & object>(
    `select p.kind, max(p.uploaded_at) as "uploadedAt", count(*)::int as versions,
       p.kind = 'responsiva' and max(p.data_version) < coalesce(
         (select max(c.version) from auxiliaries.correction c where c.auxiliary_id = $1), 1) as outdated,
       (select count(*)::int from auxiliaries.paper q, (
           select t.uploaded_at, t.id from auxiliaries.custody_handover h join auxiliaries.paper t
             on t.id = case p.kind when 'responsiva' then h.responsiva_id else h.credencial_id end
           where h.auxiliary_id = $1 order by h.handed_at desc limit 1) t
         where q.auxiliary_id = $1 and q.kind = p.kind and (q.uploaded_at, q.id) <= (t.uploaded_at, t.id)
       ) as "transferredVersion"
     from auxiliaries.paper p where p.auxiliary_id = $1 group by p.kind`,
    [auxiliaryId],
  );
  return PAPER_KINDS.map((kind) => rows.find((row) => row.kind === kind) ?? noPaper(kind));
}

export interface StoredPaper {
  readonly id: string;
  /** 1 for the first scan of its kind; each replacement has the next number. */
  readonly number: number;
  readonly blobKey: string;
  readonly mediaType: ScanMediaType;
}

/** @param transferred finds the scan last transferred to the OPL instead of the newest. */
export async function findPaper(
  work: UnitOfWork,
  auxiliaryId: string,
  kind: PaperKind,
  transferred: boolean,
): Promise<StoredPaper | undefined> {
  const column = kind === 'responsiva' ? 'responsiva_id' : 'credencial_id';
  const columns = `p.id, p.blob_key as "blobKey", p.media_type as "mediaType",
    (select count(*)::int from auxiliaries.paper q where q.auxiliary_id = p.auxiliary_id and q.kind = p.kind
       and (q.uploaded_at, q.id) <= (p.uploaded_at, p.id)) as number`;
  const [row] = await work.sql<StoredPaper & object>(
    transferred
      ? `select ${columns} from auxiliaries.custody_handover h
         join auxiliaries.paper p on p.id = h.${column} where h.auxiliary_id = $1 and p.kind = $2
         order by h.handed_at desc limit 1`
      : `select ${columns} from auxiliaries.paper p
         where auxiliary_id = $1 and kind = $2 order by uploaded_at desc, id desc limit 1`,
    [auxiliaryId, kind],
  );
  return row;
}

export interface CustodyRequestRow {
  readonly id: string;
  readonly aspirantId: string;
  readonly processId: string;
  readonly entidad: string;
  readonly auxiliaryId: string | null;
  readonly reference: string;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly requestedAt: string;
}

export const REQUEST_COLUMNS = `r.id, r.aspirant_id as "aspirantId", r.process_id as "processId", r.entidad,
  r.auxiliary_id as "auxiliaryId", r.reference, r.reason, r.requested_at as "requestedAt"`;

export function findCustodyRequest(work: UnitOfWork, requestId: string): Promise<CustodyRequestRow | undefined> {
  return work.record<CustodyRequestRow & object>(
    `select ${REQUEST_COLUMNS} from auxiliaries.custody_request r where r.id = $1`,
    [requestId],
  );
}

/** An auxiliary whose papers were not transferred under a request, and both of whose papers were uploaded. */
export interface ReadyPapers {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly personal: Buffer;
  readonly responsivaId: string;
  readonly credencialId: string;
  /** The number of the newest scan, which is the one that is transferred. */
  readonly responsivaVersion: number;
  readonly credencialVersion: number;
}

export function readyPapers(
  work: UnitOfWork,
  { id, aspirantId, auxiliaryId }: Pick<CustodyRequestRow, 'id' | 'aspirantId' | 'auxiliaryId'>,
): Promise<ReadyPapers[]> {
  const newest = (kind: PaperKind): string =>
    `(select (array_agg(p.id order by p.uploaded_at desc, p.id desc))[1] as id, count(*)::int as versions
      from auxiliaries.paper p where p.auxiliary_id = a.id and p.kind = '${kind}') ${kind}`;
  return work.sql<ReadyPapers & object>(
    `select a.id as "auxiliaryId", a.id_auxiliar as "idAuxiliar", a.personal, responsiva.id as "responsivaId",
       credencial.id as "credencialId", responsiva.versions as "responsivaVersion",
       credencial.versions as "credencialVersion"
     from auxiliaries.auxiliary a cross join lateral ${newest('responsiva')} cross join lateral ${newest('credencial')}
     where a.aspirant_id = $2 and ($3::uuid is null or a.id = $3) and responsiva.versions > 0 and credencial.versions > 0
       and not exists (select from auxiliaries.custody_handover h where h.request_id = $1 and h.auxiliary_id = a.id)
     order by a.id_auxiliar`,
    [id, aspirantId, auxiliaryId],
  );
}

export interface CustodyFigures extends CustodyRequestRow {
  /** Auxiliaries whose papers are requested. Includes discharged ones, who captured supports too. */
  readonly requested: number;
  readonly transferred: number;
  /** Auxiliaries with both papers uploaded but not transferred. */
  readonly ready: number;
}

/** Short, readable reference of a request. */
export function custodyNumber(requestId: string): string {
  return `RESG-${requestId.slice(0, 8).toUpperCase()}`;
}
