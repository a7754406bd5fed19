import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export type NoteKind = 'incomplete' | 'reopened';

export interface DeskNote {
  readonly kind: NoteKind;
  readonly text: string;
  /** Account of the official. */
  readonly authorId: string;
  /** ISO 8601, UTC. */
  readonly writtenAt: string;
}

/** Stores why a record is incomplete or was reopened. */
export async function writeNote(
  work: UnitOfWork,
  cipher: FieldCipher,
  note: { readonly supportId: string; readonly kind: NoteKind; readonly text: string; readonly at: Date },
): Promise<void> {
  const { supportId, kind, text, at } = note;
  await work.sql(
    'insert into control_desk.note (support_id, kind, text, author_id, written_at) values ($1, $2, $3, $4, $5)',
    [supportId, kind, await cipher.encrypt(text, contextOf(supportId)), work.actor.id, at],
  );
}

/** Oldest first. */
export async function readNotes(work: UnitOfWork, cipher: FieldCipher, supportId: string): Promise<DeskNote[]> {
  const rows = await work.prepared<Omit<DeskNote, 'text'> & { text: Buffer }>(
    `select kind, text, author_id as "authorId", written_at as "writtenAt"
     from control_desk.note where support_id = $1 order by id`,
    [supportId],
  );
  return Promise.all(
    rows.map(async ({ text, ...note }) => ({
      ...note,
      text: await cipher.decryptText(text, contextOf(supportId)),
    })),
  );
}

/** Additional authenticated data of an encrypted note. */
function contextOf(supportId: string): string {
  return `control-desk.note.text:${supportId}`;
}
