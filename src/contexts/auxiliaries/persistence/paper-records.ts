import type { ScanMediaType } from '../../../kernel/documents/scan.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export const PAPER_KINDS = ['responsiva', 'credencial'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** Encryption context of a scan. */
export const paperDocument = (kind: PaperKind): string => `auxiliaries.${kind}`;

/** Why the aspirant withdrew a scan. */
export const WITHDRAWAL_REASONS = ['other-person', 'other-document', 'unsigned', 'incomplete', 'illegible'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/**
 * Every scan of one auxiliary; `number` is 1 for the first scan of its kind, and each later one has the next number.
 * The auxiliary is chosen inside, because PostgreSQL does not move the condition of a join into a subquery that numbers
 * its rows: it would sort the scans of the whole country.
 */
const scansOf = (auxiliaryId: string): string => `(select p.*, w.withdrawn_at, w.reason as withdrawal_reason,
    row_number() over (partition by p.kind order by p.uploaded_at, p.id)::int as number
  from auxiliaries.paper p left join auxiliaries.paper_withdrawal w on w.paper_id = p.id
  where p.auxiliary_id = ${auxiliaryId})`;

/** By kind, the version of the data that the current scan of the auxiliary `t` states; a JSON object. */
export const CURRENT_PAPERS = `coalesce((select jsonb_object_agg(p.kind, p.data_version) from (
    select distinct on (s.kind) s.kind, s.data_version from auxiliaries.paper s
    where s.auxiliary_id = t.id and not exists (select from auxiliaries.paper_withdrawal w where w.paper_id = s.id)
    order by s.kind, s.uploaded_at desc, s.id desc) p), '{}'::jsonb)`;

/**
 * Whether the person was discharged before registering a device. They captured nothing, so no paper is asked of them;
 * those that were stored can be transferred.
 */
const neverCaptured = (table: 't' | 'a'): string => `(${table}.status = 'discharged'
    and not exists (select from auxiliaries.known_device d where d.auxiliary_id = ${table}.id))`;
export const NEVER_CAPTURED = neverCaptured('t');

/** Whether the responsiva of the auxiliary `t` must be signed again. A discharged person does not sign again. */
export const SIGN_AGAIN = `(t.status <> 'discharged' and t.version > 1
    and ((${CURRENT_PAPERS}) ->> 'responsiva')::int < t.version)`;

/**
 * Whether the auxiliary `t`, who may have captured supports, lacks a paper, or has to sign the responsiva again because
 * the data was corrected.
 */
export const LACKS_PAPERS = `(not jsonb_exists_all(${CURRENT_PAPERS}, array['responsiva', 'credencial'])
    and not ${NEVER_CAPTURED} or ${SIGN_AGAIN})`;

export interface ScanState {
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly uploadedAt: string;
  readonly withdrawnAt: string | null;
  readonly withdrawalReason: WithdrawalReason | null;
  /** Last transfer of this scan to the OPL. */
  readonly transferredAt: string | null;
}

export interface PaperState {
  readonly kind: PaperKind;
  /** Upload time of the current scan, the newest that was not withdrawn; ISO 8601, UTC. Null while there is none. */
  readonly uploadedAt: string | null;
  /** Number of the current scan; 0 while there is none. */
  readonly version: number;
  /** The data has been corrected since: a responsiva must be signed again. */
  readonly outdated: boolean;
  /** Number of the scan that the OPL can read; 0 before a transfer. */
  readonly transferredVersion: number;
  /** Newest first. */
  readonly scans: readonly ScanState[];
}

export async function paperStates(work: UnitOfWork, auxiliaryId: string): Promise<PaperState[]> {
  const rows = await work.sql<ScanState & { kind: PaperKind; outdated: boolean }>(
    `select s.kind, s.number, s.uploaded_at as "uploadedAt", s.withdrawn_at as "withdrawnAt",
       s.withdrawal_reason as "withdrawalReason",
       (select max(h.handed_at) from auxiliaries.custody_handover h
         where h.auxiliary_id = $1 and s.id in (h.responsiva_id, h.credencial_id)) as "transferredAt",
       s.kind = 'responsiva' and s.data_version < coalesce(
         (select max(c.version) from auxiliaries.correction c where c.auxiliary_id = $1), 1) as outdated
     from ${scansOf('$1')} s order by s.number desc`,
    [auxiliaryId],
  );
  return PAPER_KINDS.map((kind) => {
    const scans = rows.filter((row) => row.kind === kind);
    const current = scans.find(({ withdrawnAt }) => withdrawnAt === null);
    const transferred = scans.reduce<ScanState | undefined>(
      (last, scan) => (scan.transferredAt !== null && scan.transferredAt > (last?.transferredAt ?? '') ? scan : last),
      undefined,
    );
    return {
      kind,
      uploadedAt: current?.uploadedAt ?? null,
      version: current?.number ?? 0,
      outdated: current?.outdated ?? false,
      transferredVersion: transferred?.number ?? 0,
      scans: scans.map(({ number, uploadedAt, withdrawnAt, withdrawalReason, transferredAt }) => ({
        number,
        uploadedAt,
        withdrawnAt,
        withdrawalReason,
        transferredAt,
      })),
    };
  });
}

export interface StoredPaper {
  readonly id: string;
  readonly number: number;
  readonly blobKey: string;
  readonly mediaType: ScanMediaType;
  readonly withdrawnAt: string | null;
}

/** @param which a number, the newest scan that was not withdrawn, or the scan last transferred to the OPL. */
export async function findPaper(
  work: UnitOfWork,
  auxiliaryId: string,
  kind: PaperKind,
  which: number | 'current' | 'transferred',
): Promise<StoredPaper | undefined> {
  const column = kind === 'responsiva' ? 'responsiva_id' : 'credencial_id';
  const condition = {
    number: 's.number = $3',
    current: '$3::int is null and s.withdrawn_at is null',
    transferred: `$3::int is null and s.id = (select h.${column} from auxiliaries.custody_handover h
      where h.auxiliary_id = $1 order by h.handed_at desc limit 1)`,
  }[typeof which === 'number' ? 'number' : which];
  const [row] = await work.sql<StoredPaper & object>(
    `select s.id, s.blob_key as "blobKey", s.media_type as "mediaType", s.number, s.withdrawn_at as "withdrawnAt"
     from ${scansOf('$1')} s where s.kind = $2 and ${condition} order by s.number desc limit 1`,
    [auxiliaryId, kind, typeof which === 'number' ? which : null],
  );
  return row;
}

/** Number of the scan of a paper, withdrawn or not, with this SHA-256; undefined if there is none. */
export async function scanWithDigest(
  work: UnitOfWork,
  auxiliaryId: string,
  kind: PaperKind,
  digest: Buffer,
): Promise<number | undefined> {
  const [row] = await work.sql<{ number: number }>(
    `select s.number from ${scansOf('$1')} s where s.kind = $2 and s.sha256 = $3
     order by s.number desc limit 1`,
    [auxiliaryId, kind, digest],
  );
  return row?.number;
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

const currentScan = (kind: PaperKind): string =>
  `(select s.id, s.number, s.data_version from ${scansOf('a.id')} s
    where s.kind = '${kind}' and s.withdrawn_at is null order by s.number desc limit 1)`;

/**
 * Joins to each auxiliary `a` and request `r`: the current scans, whether papers were transferred under the request
 * (`answered.yes`), whether the responsiva must be signed again because the data was corrected (`sign_again.yes`; not
 * by a discharged person), whether the papers can be transferred and the OPL lacks them (`lacking.yes`), and whether
 * nobody asks for them, because the person never captured and did not sign (`excused.yes`).
 */
export const CUSTODY_JOINS = `
  left join lateral ${currentScan('responsiva')} responsiva on true
  left join lateral ${currentScan('credencial')} credencial on true
  cross join lateral (select exists (
    select from auxiliaries.custody_handover h where h.request_id = r.id and h.auxiliary_id = a.id) as yes) answered
  cross join lateral (select a.status <> 'discharged'
    and coalesce(responsiva.data_version < a.version, false) as yes) sign_again
  cross join lateral (select responsiva.id is not null and credencial.id is not null and not sign_again.yes
    and (not answered.yes or not (
    select (h.responsiva_id, h.credencial_id) = (responsiva.id, credencial.id) from auxiliaries.custody_handover h
    where h.auxiliary_id = a.id order by h.handed_at desc limit 1)) as yes) lacking
  cross join lateral (select not answered.yes and (responsiva.id is null or credencial.id is null)
    and ${neverCaptured('a')} as yes) excused`;

/** An auxiliary both of whose papers can be transferred, and whose current scans the OPL lacks. */
export interface ReadyPapers {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly personal: Buffer;
  readonly responsivaId: string;
  readonly credencialId: string;
  readonly responsivaVersion: number;
  readonly credencialVersion: number;
  /** The responsiva of a discharged person, with the data from before a correction. */
  readonly outdated: boolean;
}

/** Waits for withdrawals of scans of the requested auxiliaries, and prevents others until the transaction ends. */
export async function lockRequestedPapers(
  work: UnitOfWork,
  { aspirantId, auxiliaryId }: Pick<CustodyRequestRow, 'aspirantId' | 'auxiliaryId'>,
): Promise<void> {
  await work.sql(
    `select from auxiliaries.auxiliary where aspirant_id = $1 and id = coalesce($2, id) order by id for share`,
    [aspirantId, auxiliaryId],
  );
}

export function readyPapers(work: UnitOfWork, { id }: Pick<CustodyRequestRow, 'id'>): Promise<ReadyPapers[]> {
  return work.sql<ReadyPapers & object>(
    `select a.id as "auxiliaryId", a.id_auxiliar as "idAuxiliar", a.personal, responsiva.id as "responsivaId",
       credencial.id as "credencialId", responsiva.number as "responsivaVersion",
       credencial.number as "credencialVersion", responsiva.data_version < a.version as outdated
     from auxiliaries.custody_request r
     join auxiliaries.auxiliary a on a.aspirant_id = r.aspirant_id and a.id = coalesce(r.auxiliary_id, a.id)
     ${CUSTODY_JOINS} where r.id = $1 and lacking.yes order by a.id_auxiliar`,
    [id],
  );
}

/** The number of people whose papers are not transferred until they sign the responsiva again. */
export async function countToSignAgain(work: UnitOfWork, { id }: Pick<CustodyRequestRow, 'id'>): Promise<number> {
  const [row] = await work.sql<{ count: number }>(
    `select count(*)::int as count from auxiliaries.custody_request r
     join auxiliaries.auxiliary a on a.aspirant_id = r.aspirant_id and a.id = coalesce(r.auxiliary_id, a.id)
     ${CUSTODY_JOINS} where r.id = $1 and sign_again.yes`,
    [id],
  );
  return row?.count ?? 0;
}

/** The number of the next transfer under a request. */
export async function nextTransfer(work: UnitOfWork, requestId: string): Promise<number> {
  const [row] = await work.sql<{ number: number }>(
    `select coalesce(max(number), 0)::int + 1 as number from auxiliaries.custody_handover where request_id = $1`,
    [requestId],
  );
  return row?.number ?? 1;
}

/** One auxiliary in one transfer. */
export interface TransferredPapers {
  /** Number of the transfer under its request. */
  readonly number: number;
  readonly transferredAt: Date;
  readonly idAuxiliar: string;
  readonly responsiva: TransferredScan;
  readonly credencial: TransferredScan;
}

export interface TransferredScan {
  readonly number: number;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  /** The aspirant withdrew it, before or after the transfer. */
  readonly withdrawn: boolean;
}

/** Everything that was transferred under a request, in the order of the transfers. */
export async function transfersUnder(work: UnitOfWork, requestId: string): Promise<TransferredPapers[]> {
  const scan = (table: string): string =>
    `json_build_object('number', ${table}.number, 'digest', encode(${table}.sha256, 'hex'),
       'withdrawn', ${table}.withdrawn_at is not null) as "${table}"`;
  const rows = await work.sql<Omit<TransferredPapers, 'transferredAt'> & { transferredAt: string }>(
    `select h.number, h.handed_at as "transferredAt", a.id_auxiliar as "idAuxiliar", ${scan('responsiva')},
       ${scan('credencial')}
     from auxiliaries.custody_handover h join auxiliaries.auxiliary a on a.id = h.auxiliary_id
     join lateral ${scansOf('a.id')} responsiva on responsiva.id = h.responsiva_id
     join lateral ${scansOf('a.id')} credencial on credencial.id = h.credencial_id
     where h.request_id = $1 order by h.number, a.id_auxiliar`,
    [requestId],
  );
  return rows.map((row) => ({ ...row, transferredAt: new Date(row.transferredAt) }));
}

export interface CustodyFigures extends CustodyRequestRow {
  /** Auxiliaries whose papers are requested. Includes discharged ones, except those of `excused`. */
  readonly requested: number;
  /** Auxiliaries who were discharged before they registered a device or signed. */
  readonly excused: number;
  readonly transferred: number;
  /** Auxiliaries both of whose papers can be transferred, and whose current scans the OPL lacks. */
  readonly ready: number;
  /** Those of `ready` whose earlier scans were transferred. */
  readonly renewed: number;
  /** Auxiliaries who must sign the responsiva again, because the data was corrected, before it can be transferred. */
  readonly signAgain: number;
  /** Auxiliaries without a transfer who lack a paper, except `excused`. */
  readonly missing: number;
}

/** Short, readable reference of a request. */
export function custodyNumber(requestId: string): string {
  return `RESG-${requestId.slice(0, 8).toUpperCase()}`;
}
