import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { PersonalData } from '../domain/official-data.js';
import type { OfficialStatus } from '../domain/official-status.js';
import { personalContext } from '../domain/official.entity.js';
import { ROLE_TABLE, type Role } from '../domain/roles.js';

/** An account as those who manage accounts see it. */
export interface OfficialView extends PersonalData {
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly roleLabel: string;
  /** Null: DERFE. */
  readonly entidad: string | null;
  readonly status: OfficialStatus;
  readonly processId: string | null;
  /** ISO 8601 in UTC, like all times here. */
  readonly grantEndsAt: string;
  readonly createdAt: string;
  /** The official has set a password. */
  readonly hasPassword: boolean;
  /** When the latest Declaratoria was received, unless it was refused, and when it was accepted. */
  readonly declaredAt: string | null;
  readonly acceptedAt: string | null;
  /** How many Declaratorias were received; the latest has this number. */
  readonly declarations: number;
  /** When and why the latest one was refused; null if it was not. */
  readonly refusedAt: string | null;
  readonly refusal: string | null;
  /** When the last link to choose a password was issued; null if there was none. */
  readonly linkIssuedAt: string | null;
  /** When the second factor was set up; null without one. */
  readonly secondFactorAt: string | null;
}

export interface OfficialRow extends Omit<OfficialView, keyof PersonalData | 'roleLabel'> {
  readonly personal: Buffer;
}

export const SELECT_OFFICIAL = `select o.id, o.account, o.role, o.entidad, o.status, o.process_id as "processId",
    o.personal, o.password_hash is not null as "hasPassword",
    o.grant_ends_at as "grantEndsAt", o.created_at as "createdAt",
    case when d.refused_at is null then d.uploaded_at end as "declaredAt",
    case when d.refused_at is null then d.accepted_at end as "acceptedAt",
    (select count(*)::int from accounts.declaration where official_id = o.id) as declarations, d.refused_at as "refusedAt", d.refusal,
    (select max(issued_at) from accounts.access_link where official_id = o.id) as "linkIssuedAt",
    f.enrolled_at as "secondFactorAt"
  from accounts.official o
  left join lateral (select uploaded_at, accepted_at, refused_at, refusal from accounts.declaration
    where official_id = o.id order by uploaded_at desc, id limit 1) d on true
  left join accounts.second_factor f on f.official_id = o.id and f.ended_at is null`;

export async function decryptPersonal(
  cipher: FieldCipher,
  row: Pick<OfficialRow, 'id' | 'personal'>,
): Promise<PersonalData> {
  return JSON.parse(await cipher.decryptText(row.personal, personalContext(row.id))) as PersonalData;
}

/** Decrypts an account for those who manage accounts. */
export async function viewOf(cipher: FieldCipher, row: OfficialRow): Promise<OfficialView> {
  const { personal: _, ...rest } = row;
  return { ...rest, ...(await decryptPersonal(cipher, row)), roleLabel: ROLE_TABLE[row.role].label };
}
