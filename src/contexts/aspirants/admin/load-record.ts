import type { Official } from '../../../admin/official.js';
import type { ScreenRequest } from '../../../admin/screen.js';
import { GetProcess, ListOffices } from '../../processes/index.js';
import { FIELD_LABELS, registrationGroups, formatValue } from '../documents/registration-groups.js';
import { canBeAnnulled, nextStep } from '../domain/aspirant-status.js';
import {
  GetAspirant,
  GetAspirantData,
  GetAspirantHistory,
  GetAspirantMail,
  type AspirantData,
  type AspirantHistoryEntry,
} from '../index.js';
import { loadFields } from './load-fields.js';
import { rowOf, formatMinutes } from './load.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import type { AspirantView, ConfirmView, CorrectView, HistoryEntryView, HistoryView, ValidateView } from './views.js';
import { warningView } from './warning-labels.js';

export async function loadAspirant(official: Official, { recordId: aspirantId }: ScreenRequest): Promise<AspirantView> {
  const aspirant = await official.ask(new GetAspirant({ aspirantId }));
  const process = await official.ask(new GetProcess({ processId: aspirant.processId }));
  const mail = await official.ask(new GetAspirantMail({ aspirantId }));
  return {
    ...rowOf(aspirant, aspirant.officeName, process.idProceso),
    practice: process.practice,
    inForce: aspirant.status !== 'withdrawn' && aspirant.status !== 'annulled',
    canBeAnnulled: canBeAnnulled(aspirant.status, aspirant),
    others: aspirant.others,
    withdrawnOn: aspirant.withdrawnOn && aspirant.withdrawnOn.split('-').reverse().join('/'),
    emblemDigest: aspirant.emblemDigest,
    mail: mail && { sentAt: formatMinutes(mail.sentAt), bounced: mail.state === 'failed', cause: mail.cause },
    nextStep: nextStep(aspirant.status, aspirant),
    version: aspirant.version,
    signedVersion: aspirant.signedVersion,
    confirmedAt: aspirant.confirmedAt && formatMinutes(aspirant.confirmedAt),
    emailProvider: aspirant.emailProvider,
    accessPending: aspirant.accessPending,
  };
}

export async function loadConfirm(official: Official, screenRequest: ScreenRequest): Promise<ConfirmView> {
  const { registration } = await official.ask(new GetAspirantData({ aspirantId: screenRequest.recordId }));
  return { ...(await loadAspirant(official, screenRequest)), groups: groupsOf(registration) };
}

export async function loadValidate(official: Official, screenRequest: ScreenRequest): Promise<ValidateView> {
  const { registration, warnings } = await official.ask(new GetAspirantData({ aspirantId: screenRequest.recordId }));
  return {
    ...(await loadAspirant(official, screenRequest)),
    groups: groupsOf(registration),
    open: warnings.filter(({ acknowledged }) => !acknowledged).map(warningView),
  };
}

function groupsOf(registration: AspirantData['registration']): ConfirmView['groups'] {
  return registrationGroups(registration).map(({ title, rows }) => ({
    title,
    facts: rows.map(({ label, value, code }) => ({ name: label, value, code })),
  }));
}

export async function loadCorrect(official: Official, screenRequest: ScreenRequest): Promise<CorrectView> {
  const { registration, officeId } = await official.ask(new GetAspirantData({ aspirantId: screenRequest.recordId }));
  const { processId } = await official.ask(new GetAspirant({ aspirantId: screenRequest.recordId }));
  const fields = await loadFields(official);
  const offices = await official.ask(new ListOffices({ processId }));
  const municipio =
    registration.entidad === fields.ownEntidad
      ? fields.municipalities.find(({ name }) => name === registration.municipio)?.key
      : undefined;
  return {
    ...(await loadAspirant(official, screenRequest)),
    ...fields,
    values: { ...registration, officeId, municipio: municipio ?? registration.municipio },
    offices: offices.map(({ id, name, territoryName }) => ({
      id,
      label: [name, territoryName].filter((part) => part !== '').join(' · '),
    })),
  };
}

export async function loadHistory(official: Official, screenRequest: ScreenRequest): Promise<HistoryView> {
  const entries = await official.ask(new GetAspirantHistory({ aspirantId: screenRequest.recordId }));
  return {
    ...(await loadAspirant(official, screenRequest)),
    entries: entries.map((entry, index) =>
      entryView(entry, `${screenRequest.recordId}-${String(index)}`, screenRequest.recordId),
    ),
  };
}

function entryView(entry: AspirantHistoryEntry, key: string, aspirantId: string): HistoryEntryView {
  const plain = { key, at: formatMinutes(entry.at), by: entry.by, note: '', sheet: null, changes: [] };
  switch (entry.kind) {
    case 'status':
      return { ...plain, title: STATUS_LABELS[entry.to] };
    case 'validation':
      return { ...plain, title: `Datos validados: versión ${String(entry.version)}` };
    case 'annulment':
      return { ...plain, title: STATUS_LABELS.annulled, note: entry.reason };
    case 'signed': {
      const version = String(entry.version);
      const number = String(entry.number);
      return {
        ...plain,
        title: `Cédula firmada, versión ${version}${entry.number === 1 ? '' : `, escaneo ${number}`}`,
        note: [
          entry.codeRead === false &&
            `No se pudo leer el código del escaneo: quien lo subió comprobó en el papel el folio, la versión y la firma.`,
          entry.number > 1 && `Reemplaza al escaneo ${String(entry.number - 1)}, que se conserva.`,
        ]
          .filter((sentence) => sentence !== false)
          .join(' '),
        sheet: `${aspirantId}~${version}~${number}`,
      };
    }
    case 'withdrawal': {
      const day = entry.presentedOn.split('-').reverse().join('/');
      return {
        ...plain,
        title: 'Desistimiento',
        note: `${entry.documentNumber}, presentado el ${day}. ${entry.reason}`,
      };
    }
    case 'correction':
      return {
        ...plain,
        title: `Corrección: versión ${String(entry.version)}`,
        note: entry.reason,
        changes: entry.changes.map(({ field, from, to }) =>
          field === 'office'
            ? { field: 'Cargo', from, to }
            : {
                field: FIELD_LABELS[field],
                from: from === '' ? '' : formatValue(field, from),
                to: to === '' ? '' : formatValue(field, to),
              },
        ),
      };
  }
}
