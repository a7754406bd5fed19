import { DEVICE_STATUS_LABELS, FINDING_LABELS } from '#electoral/devices';
import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { GetAuxiliaryRecord, type AuxiliaryRecord } from '../index.js';
import type { RecordView } from './record-views.js';

const PAPERS: Readonly<Record<string, string>> = {
  responsiva: 'Responsiva firmada',
  credencial: 'Copia de la credencial',
};

export async function loadRecord(official: Official, { recordId: auxiliaryId }: ScreenRequest): Promise<RecordView> {
  const found = await official.ask(new GetAuxiliaryRecord({ auxiliaryId }));
  const aspirant = await official.ask(new GetAspirant({ aspirantId: found.aspirantId }));
  const { practice } = await official.ask(new GetProcess({ processId: aspirant.processId }));
  const { registeredAt, papersTransferredAt, messages, duties, papers, devices, history, ...shown } = found;
  return {
    ...shown,
    id: auxiliaryId,
    aspirant: { id: aspirant.id, name: aspirant.displayName },
    practice,
    registeredAt: formatMinute(registeredAt),
    bounced: found.emailBouncedAt !== null && found.status !== 'discharged',
    messages: messages.map(({ sentAt, state, cause, bouncedAt }) => ({
      state,
      cause,
      sentAt: formatMinute(sentAt),
      bouncedAt: bouncedAt === null ? null : formatMinute(bouncedAt),
    })),
    duties: duties.map(({ version, acceptedAt }) => ({ version, acceptedAt: formatMinute(acceptedAt) })),
    papers: papers.map(({ kind, uploadedAt }) => ({
      kind,
      name: PAPERS[kind] ?? '',
      uploadedAt: uploadedAt === null ? null : formatMinute(uploadedAt),
    })),
    papersTransferredAt: papersTransferredAt === null ? null : formatMinute(papersTransferredAt),
    devices: devices.map((device) => ({
      ...device,
      findings: device.findings.map((finding) => FINDING_LABELS[finding]),
      enrolledAt: formatMinute(device.enrolledAt),
    })),
    history: history.map((entry, index) => ({
      key: String(index),
      at: formatMinute(entry.at),
      what: historyLabel(entry),
      reason: entry.reason,
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
    case 'paper':
      return `La persona aspirante guardó: ${PAPERS[detail ?? ''] ?? ''}`;
    case 'papers-transferred':
      return 'Documentos entregados al OPL';
    case 'device':
      return `Dispositivo AC-${device ?? ''}: ${DEVICE_STATUS_LABELS[(detail ?? 'active') as keyof typeof DEVICE_STATUS_LABELS].toLowerCase()}`;
  }
}

/** Formats an instant in hora centro, to the minute. */
export function formatMinute(iso: string): string {
  return formatCentral(new Date(iso)).slice(0, 16);
}
