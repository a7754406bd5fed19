import { DEVICE_STATUS_LABELS, FINDING_LABELS } from '#electoral/devices';
import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { errorTexts } from '../../../kernel/errors/catalogue.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import type { DoubtCode } from '../domain/doubts.js';
import { FIELD_LABELS, formatField, WITHDRAWAL_LABELS } from '../domain/field-labels.js';
import {
  GetAuxiliaryCorrections,
  GetAuxiliaryData,
  GetAuxiliaryRecord,
  ListCustodyRequests,
  type AuxiliaryRecord,
} from '../index.js';
import type { CorrectionsView, CorrectView, RecordView, RequestLine } from './record-views.js';

const PAPERS: Readonly<Record<string, string>> = {
  responsiva: 'Responsiva firmada',
  credencial: 'Copia de la credencial',
};

/** Without the expected letters, which come from the name. */
const DOUBTS: Readonly<Record<DoubtCode, string>> = {
  CLAVE_NAME_MISMATCH: 'Las letras de la clave de elector no parecen las del nombre.',
  CURP_NAME_MISMATCH: 'Las letras de la CURP no parecen las del nombre.',
  EMAIL_OF_ASPIRANT: 'El correo es el de la persona aspirante.',
};

export async function loadRecord(official: Official, { recordId: auxiliaryId }: ScreenRequest): Promise<RecordView> {
  const found = await official.ask(new GetAuxiliaryRecord({ auxiliaryId }));
  const aspirant = await official.ask(new GetAspirant({ aspirantId: found.aspirantId }));
  const { practice } = await official.ask(new GetProcess({ processId: aspirant.processId }));
  const requests = (await official.ask(new ListCustodyRequests({ aspirantId: aspirant.id }))).filter(
    ({ auxiliaryId: only }) => only === null || only === auxiliaryId,
  );
  const { registeredAt, papersTransferredAt, messages, duties, papers, devices, history, doubts, ...shown } = found;
  return {
    ...shown,
    id: auxiliaryId,
    aspirant: { id: aspirant.id, name: aspirant.displayName },
    practice,
    doubts: doubts.map((doubt) => DOUBTS[doubt]),
    registeredAt: formatMinute(registeredAt),
    bounced: found.emailBouncedAt !== null && found.status !== 'discharged',
    messages: messages.map(({ sentAt, state, cause, bouncedAt }) => ({
      state,
      cause,
      sentAt: formatMinute(sentAt),
      bouncedAt: bouncedAt === null ? null : formatMinute(bouncedAt),
    })),
    duties: duties.map(({ version, acceptedAt }) => ({ version, acceptedAt: formatMinute(acceptedAt) })),
    papers: papers.map(({ kind, uploadedAt, outdated }) => ({
      kind,
      outdated,
      name: PAPERS[kind] ?? '',
      uploadedAt: uploadedAt === null ? null : formatMinute(uploadedAt),
    })),
    papersTransferredAt: papersTransferredAt === null ? null : formatMinute(papersTransferredAt),
    requests: requests.map(({ requested, transferred, auxiliaryId: only, requestedAt, ...request }): RequestLine => ({
      ...{ id: request.id, reference: request.reference, reason: request.reason },
      at: formatMinute(requestedAt),
      ofAll: only === null,
      answer: transferred === 0 ? 'none' : transferred < requested ? 'part' : 'whole',
    })),
    devices: devices.map((device) => ({
      ...device,
      findings: device.findings.map((finding) => FINDING_LABELS[finding]),
      enrolledAt: formatMinute(device.enrolledAt),
    })),
    history: [
      ...history.map((entry) => ({
        at: entry.at,
        what: historyLabel(entry),
        reason: entry.kind === 'paper-withdrawn' ? withdrawalLabel(entry.reason) : entry.reason,
      })),
      ...requests.map(({ requestedAt: at, reference, reason }) => ({
        ...{ at, what: `Resguardo solicitado con el oficio ${reference}`, reason },
      })),
    ]
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
      .map((line, index) => ({ ...line, key: String(index), at: formatMinute(line.at) })),
  };
}

export async function loadCorrect(official: Official, screenRequest: ScreenRequest): Promise<CorrectView> {
  const auxiliaryId = screenRequest.recordId;
  const { version, registration } = await official.ask(new GetAuxiliaryData({ auxiliaryId }));
  return {
    ...(await loadRecord(official, screenRequest)),
    values: { ...registration, version: String(version), reason: '' },
    sentences: Object.fromEntries(
      Object.entries(errorTexts)
        .filter(([code]) => /^AUXILIARIES\.(CLAVE|CURP)_/.test(code))
        .map(([code, text]) => [code.replace('AUXILIARIES.', ''), text]),
    ),
  };
}

export async function loadCorrections(official: Official, screenRequest: ScreenRequest): Promise<CorrectionsView> {
  const auxiliaryId = screenRequest.recordId;
  const corrections = await official.ask(new GetAuxiliaryCorrections({ auxiliaryId }));
  const shown = (field: keyof typeof FIELD_LABELS, value: string) => (value === '' ? '' : formatField(field, value));
  return {
    ...(await loadRecord(official, screenRequest)),
    corrections: corrections.map(({ version, at, by, reason, changes }) => ({
      key: String(version),
      at: formatMinute(at),
      by: by ?? 'Persona aspirante',
      reason,
      changes: changes.map(({ field, from, to }) => ({
        field: FIELD_LABELS[field],
        from: shown(field, from),
        to: shown(field, to),
      })),
    })),
  };
}

function historyLabel({ kind, detail, device }: AuxiliaryRecord['history'][number]): string {
  switch (kind) {
    case 'registered':
      return 'Alta por la persona aspirante';
    case 'enrolled':
      return 'Primer dispositivo registrado';
    case 'discharged':
      return 'Baja';
    case 'mail-again':
      return 'Reenvío del correo con sus datos de acceso';
    case 'email-corrected':
      return 'Corrección del correo electrónico';
    case 'corrected':
      return `Corrección: ${fieldNames(detail ?? '')}`;
    case 'paper':
      return `La persona aspirante guardó: ${PAPERS[detail ?? ''] ?? ''}`;
    case 'paper-withdrawn':
      return `La persona aspirante retiró: ${PAPERS[detail ?? ''] ?? ''}`;
    case 'papers-transferred':
      return 'Documentos entregados al OPL';
    case 'device':
      return `Dispositivo AC-${device ?? ''}: ${DEVICE_STATUS_LABELS[(detail ?? 'active') as keyof typeof DEVICE_STATUS_LABELS].toLowerCase()}`;
  }
}

function withdrawalLabel(reason: string | null): string {
  return WITHDRAWAL_LABELS[reason as keyof typeof WITHDRAWAL_LABELS];
}

function fieldNames(fields: string): string {
  return fields
    .split(',')
    .map((field) => FIELD_LABELS[field as keyof typeof FIELD_LABELS].toLowerCase())
    .join(', ');
}

/** Formats an instant in hora centro, to the minute. */
export function formatMinute(iso: string): string {
  return formatCentralMinute(new Date(iso));
}
