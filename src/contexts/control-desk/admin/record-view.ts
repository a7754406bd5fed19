import { formatCentral } from '../../../kernel/clock/central-time.js';
import {
  captureNotes,
  expectedParts,
  type AssistedFault,
  type EvidencePart,
  type SignalView,
} from '../../verification/index.js';
import { DEFAULT_CREDENTIAL_TYPES, type CredentialFieldName } from '#electoral/identifiers';
import { type AssistedMark } from '#electoral/wire';
import { BAJA_CAUSE_LABELS, isBajaCause, REGISTRY_STATUS_LABELS } from '#electoral/roll';
import type { ShownFacts } from '../domain/masked-facts.js';
import { REVEAL_REASON_LABELS, REVEAL_REASONS } from '../domain/reveal-reason.js';
import type { DeskRecordDetail } from '../index.js';
import type { DeskField, RecordView } from './views.js';

/** Every field a record may have, in the order of the card. */
const FIELD_LABELS: Readonly<Record<CredentialFieldName, string>> = {
  nombre: 'Nombre',
  paterno: 'Apellido paterno',
  materno: 'Apellido materno',
  claveElector: 'Clave de elector',
  curp: 'CURP',
  fechaNacimiento: 'Nacimiento',
  sexo: 'Sexo',
  seccion: 'Sección',
  vigencia: 'Vigencia',
  cic: 'CIC',
  ocr: 'OCR',
  identificadorCiudadano: 'Id. del ciudadano',
  numeroEmision: 'Núm. de emisión',
};
export const IMAGE_LABELS: Readonly<Record<EvidencePart, string>> = {
  anverso: 'Anverso',
  reverso: 'Reverso',
  'fotografia-viva': 'Fotografía viva',
  firma: 'Firma',
  'firma-testigo': 'Firma del testigo',
};
const IMAGE_PROBLEM_LABELS: Readonly<Record<string, string>> = {
  missing: 'No se recibió',
  'not-an-image': 'No es una imagen',
  'too-small': 'Muy pequeña',
  'too-large': 'Demasiado grande; no se muestra',
  blurred: 'Borrosa',
  empty: 'Sin trazos',
};
const MARK_LABELS: Readonly<Record<AssistedMark, string>> = { signature: 'Firma', mark: 'Marca', none: '' };
const MARK_SENTENCES: Readonly<Record<AssistedMark, string>> = {
  signature: 'La persona firmó',
  mark: 'Marca en lugar de firma',
  none: 'No pudo hacer marca; firma el testigo',
};
const ASSISTED_FAULT_LABELS: Readonly<Record<AssistedFault, string>> = {
  'not-allowed': 'El OPL no permitía la captura asistida',
  'reason-unlisted': 'El motivo no está en la lista del OPL',
  'no-witness': 'Falta el nombre o la firma del testigo',
  'witness-is-auxiliary': 'El testigo lleva el nombre de la persona auxiliar que captó el apoyo',
  'witness-is-citizen': 'El testigo lleva el nombre de la persona que da el apoyo',
};
const NOTE_LABELS: Readonly<Record<DeskRecordDetail['notes'][number]['kind'], string>> = {
  incomplete: 'Visto, incompleto',
  reopened: 'Se mandó revisar de nuevo',
};
const MATCHED_BY_LABELS: Readonly<Record<'read' | 'typed' | 'both', string>> = {
  read: 'Localizado con los datos leídos.',
  typed: 'Localizado con los datos escritos.',
  both: 'Localizado con los datos leídos y los escritos.',
};

/** A record as the reviewer sees it. */
export function recordView(
  record: DeskRecordDetail,
  facts: ShownFacts,
  signals: readonly SignalView[],
  revealed: boolean,
): RecordView {
  return {
    supportId: record.supportId,
    folio: record.folio,
    version: record.version,
    reviewed: record.state === 'revisado',
    credentialType:
      DEFAULT_CREDENTIAL_TYPES.find(({ key }) => key === facts.credentialType)?.label ?? 'Tipo no identificado',
    capturedAt: facts.capturedAt === null ? '—' : formatCentral(new Date(facts.capturedAt)),
    receivedAt: formatCentral(new Date(facts.receivedAt)),
    revealed,
    revealReasons: REVEAL_REASONS.map((key) => ({ key, label: REVEAL_REASON_LABELS[key] })),
    fields: fieldsOf(facts),
    rollStatus: REGISTRY_STATUS_LABELS[facts.registryStatus],
    rollNotes: rollNotes(facts),
    signals: signals.map(signalSentence),
    images: expectedParts(facts.assisted).map((part) => ({
      part,
      label: part === 'firma' && facts.assisted ? MARK_LABELS[facts.assisted.mark ?? 'mark'] : IMAGE_LABELS[part],
      problem: problemOf(part, facts.imageProblems),
    })),
    criteria: record.criteria.criteria,
    criteriaVersion: record.criteria.version,
    captureNotes: notesOf(facts),
    assisted: assistedView(facts, record.criteria.assistedCapture),
    ...historyOf(record),
  };
}

/** What was decided and noted on a record, newest first. */
export function historyOf(record: DeskRecordDetail): Pick<RecordView, 'notes' | 'verdicts'> {
  return {
    notes: [...record.notes]
      .reverse()
      .map(({ kind, text, writtenAt }) => ({ label: NOTE_LABELS[kind], text, at: formatCentral(new Date(writtenAt)) })),
    verdicts: [...record.verdicts].reverse().map(({ verdict, subReason, note, givenAt, undoneAt }) => {
      const criterion = record.criteria.criteria.find((each) => each.verdict === verdict);
      const reason = criterion?.subReasons.find(({ key }) => key === subReason)?.label;
      return {
        label: [criterion?.label ?? verdict, reason, undoneAt !== null && 'deshecho'].filter(Boolean).join(' · '),
        note,
        at: formatCentral(new Date(givenAt)),
      };
    }),
  };
}

function notesOf({ channel, reading, faceCheck, flags }: ShownFacts): string[] {
  return [
    ...captureNotes(flags),
    ...(channel === 'paper' ? ['Captado en papel'] : []),
    ...(reading === 'failed' ? ['Lectura fallida'] : []),
    ...(reading === 'skipped' ? ['No se esperó la lectura'] : []),
    ...(faceCheck === 'overridden' ? ['Fotografía conservada con aviso'] : []),
  ];
}

function assistedView({ assisted, assistedFaults }: ShownFacts, criterion: string) {
  if (!assisted) return null;
  const { reason, witness, mark = 'mark' } = assisted;
  return {
    reason,
    witness,
    mark: MARK_SENTENCES[mark],
    faults: assistedFaults.map((fault) => ASSISTED_FAULT_LABELS[fault]),
    criterion,
  };
}

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** In the order of the card. */
function fieldsOf({ fields }: ShownFacts): DeskField[] {
  return (Object.keys(FIELD_LABELS) as CredentialFieldName[]).flatMap((name) => {
    const field = fields.find((each) => each.name === name);
    if (!field || (field.read === '' && field.typed === '')) return [];
    const shown = (value: string): string => value.replace(ISO_DAY, '$3/$2/$1');
    return { label: FIELD_LABELS[name], read: shown(field.read), typed: shown(field.typed), differs: field.differs };
  });
}

function rollNotes({ bajaCause, matchedBy, matchConflict, rollCut }: ShownFacts): string[] {
  return [
    isBajaCause(bajaCause) ? `Causa: ${BAJA_CAUSE_LABELS[bajaCause]}.` : undefined,
    matchConflict ? 'Los identificadores corresponden a dos personas distintas.' : undefined,
    matchedBy === null ? undefined : MATCHED_BY_LABELS[matchedBy],
    rollCut === null ? undefined : `Corte ${rollCut}.`,
  ].filter((note) => note !== undefined);
}

/** States what was observed and where to look. The reviewer decides what it means. */
function signalSentence({ kind, otherFolio, otherAspirant, seconds }: SignalView): string {
  const other = `${otherFolio ?? '—'}${otherAspirant ? ', de otra persona aspirante' : ''}`;
  switch (kind) {
    case 'retrato-repetido':
      return `El retrato de la credencial se parece al del folio ${other}, de otra persona.`;
    case 'fotografia-repetida':
      return `La fotografía viva se parece a la del folio ${other}, de otra persona.`;
    case 'firma-repetida':
      return `Los trazos de la firma se parecen a los del folio ${other}, de otra persona.`;
    case 'ritmo-de-captura':
      return `Captado con ${seconds === 1 ? '1 segundo' : `${String(seconds ?? 0)} segundos`} de diferencia del folio ${other}, por la misma persona auxiliar.`;
    case 'sin-color':
      return 'El anverso casi no tiene color: revise si es una fotocopia.';
    case 'lectura-corregida':
      return 'Un dato leído con claridad de la credencial se cambió por otro al escribirlo.';
  }
}

function problemOf(part: EvidencePart, problems: readonly string[]): string | null {
  const fault = problems.find((each) => each.startsWith(`${part}:`))?.slice(part.length + 1);
  return fault === undefined ? null : (IMAGE_PROBLEM_LABELS[fault] ?? 'Con observación');
}
