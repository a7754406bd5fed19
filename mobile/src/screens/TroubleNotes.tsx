import type { ReactNode } from 'react';
import { Note, type NoteProps } from '../components/Note.js';
import type { TroubledRecords } from '../sending/troubled-records.js';

interface Trouble {
  readonly kind: NoteProps['kind'];
  /** The sentence for one record, and for several. */
  readonly says: (count: number) => string;
  readonly remedy: string;
}

const WHERE = 'Vea los folios en «Envíos y acuses» y avise a la persona aspirante.';

const TROUBLES: Readonly<Record<keyof Omit<TroubledRecords, 'hasTombstones'>, Trouble>> = {
  gone: {
    kind: 'bad',
    says: (count) =>
      count === 1
        ? 'Este teléfono guardaba 1 apoyo sin enviar y ya no lo encuentra.'
        : `Este teléfono guardaba ${String(count)} apoyos sin enviar y ya no los encuentra.`,
    remedy: WHERE,
  },
  elsewhere: {
    kind: 'bad',
    says: (count) =>
      count === 1
        ? 'Falta 1 apoyo que usted captó: el INE no lo ha recibido y no está en este teléfono.'
        : `Faltan ${String(count)} apoyos que usted captó: el INE no los ha recibido y no están en este teléfono.`,
    remedy: 'Si los captó con otro teléfono, envíelos desde él. Si no, avise a la persona aspirante.',
  },
  expired: {
    kind: 'bad',
    says: (count) =>
      count === 1
        ? 'Se perdió 1 apoyo: no se envió antes de que terminara el plazo y el INE ya no lo recibe.'
        : `Se perdieron ${String(count)} apoyos: no se enviaron antes de que terminara el plazo y el INE ya no los recibe.`,
    remedy: WHERE,
  },
  late: {
    kind: 'bad',
    says: (count) =>
      count === 1
        ? '1 apoyo no se envió antes de que terminara el plazo. Sigue guardado en este teléfono.'
        : `${String(count)} apoyos no se enviaron antes de que terminara el plazo. Siguen guardados en este teléfono.`,
    remedy: 'No borre la aplicación y avise hoy mismo a la persona aspirante.',
  },
  rejected: {
    kind: 'bad',
    says: (count) =>
      count === 1
        ? 'El INE rechazó 1 apoyo: no cuenta y no puede enviarse otra vez.'
        : `El INE rechazó ${String(count)} apoyos: no cuentan y no pueden enviarse otra vez.`,
    remedy: 'Vea el motivo de cada uno en «Envíos y acuses» y avise a la persona aspirante.',
  },
  refused: {
    kind: 'attention',
    says: (count) =>
      count === 1
        ? 'El INE no acepta por ahora 1 apoyo de este teléfono. Sigue guardado y se intentará de nuevo.'
        : `El INE no acepta por ahora ${String(count)} apoyos de este teléfono. Siguen guardados y se intentará de nuevo.`,
    remedy: 'Vea el motivo en «Envíos y acuses».',
  },
};

/** One sentence for each kind of trouble, with what to do; on the first screen, even if the phone looks new. */
export function TroubleNotes({ troubles }: { readonly troubles: TroubledRecords }): ReactNode {
  return (Object.keys(TROUBLES) as (keyof typeof TROUBLES)[]).map((name) => {
    const { length: count } = troubles[name];
    if (count === 0) return null;
    const { kind, says, remedy } = TROUBLES[name];
    return (
      <Note key={name} kind={kind}>
        {says(count)} {remedy}
      </Note>
    );
  });
}
