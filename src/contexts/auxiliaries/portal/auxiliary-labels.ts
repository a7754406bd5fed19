import type { SentMail } from '../../../kernel/mail/mail-history.js';
import type { AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import type { DeviceCounts } from '../persistence/known-devices.js';
import type { CustodyFigures, PaperKind } from '../persistence/paper-records.js';
import type { AuxiliaryView } from '../queries/list-auxiliaries-of-aspirant.js';
import type { DeviceStatus } from '#electoral/devices';

interface Chip {
  readonly tone: 'counts' | 'attention' | 'excluded' | 'process' | 'neutral';
  readonly word: string;
}

const STATUS: Readonly<Record<AuxiliaryStatus, Chip>> = {
  registered: { tone: 'process', word: 'Falta registrar su dispositivo' },
  enrolled: { tone: 'counts', word: 'Con dispositivo registrado' },
  discharged: { tone: 'neutral', word: 'De baja' },
};

const DEVICE: Readonly<Record<DeviceStatus, Chip>> = {
  active: { tone: 'counts', word: 'Activo' },
  'por-revisar': { tone: 'attention', word: 'Por revisar en el OPL' },
  suspended: { tone: 'excluded', word: 'Suspendido' },
  discharged: { tone: 'neutral', word: 'De baja' },
};

export function chipOf(status: AuxiliaryStatus): Chip {
  return STATUS[status];
}

/** Whether a person can capture, which depends on their devices. */
export function captureChipOf(status: AuxiliaryStatus, counts: DeviceCounts): Chip {
  if (status !== 'enrolled') return STATUS[status];
  if (counts.devices > counts.devicesToReview) return { tone: 'counts', word: 'Puede captar apoyos' };
  if (counts.devices > 0) return { tone: 'attention', word: 'Puede captar; el OPL revisa su dispositivo' };
  if (counts.devicesSuspended > 0) return { tone: 'excluded', word: 'No puede captar: dispositivo suspendido' };
  return STATUS.registered;
}

/** @param replaced whether another device replaced it; otherwise its auxiliary was discharged. */
export function deviceChipOf(status: DeviceStatus, replaced: boolean): Chip {
  return status === 'discharged' && replaced ? { tone: 'neutral', word: 'Sustituido' } : DEVICE[status];
}

const MAIL: Readonly<Record<SentMail['state'], Chip>> = {
  sent: { tone: 'neutral', word: 'Enviado' },
  delayed: { tone: 'process', word: 'Con retraso' },
  failed: { tone: 'attention', word: 'Devuelto' },
};

export const BOUNCED: Chip = { tone: 'attention', word: 'Correo devuelto' };

export function mailChipOf({ state }: SentMail): Chip {
  return MAIL[state];
}

export const PAPER_NAMES: Readonly<Record<PaperKind, string>> = {
  responsiva: 'Responsiva firmada',
  credencial: 'Copia de la credencial (ambos lados)',
};

/** For a person who was discharged before they registered a device. */
const NOT_NEEDED: Chip = { tone: 'neutral', word: 'No hacen falta' };

export function papersChipOf({
  papers: { responsiva, credencial },
  status,
}: Pick<AuxiliaryView, 'papers' | 'status'>): Chip {
  if (responsiva === 'missing' && credencial === 'missing') return { tone: 'attention', word: 'Faltan las dos' };
  if (responsiva === 'missing') return { tone: 'attention', word: 'Falta la responsiva' };
  if (credencial === 'missing') return { tone: 'attention', word: 'Falta la copia' };
  if (responsiva === 'not-needed' || credencial === 'not-needed') return NOT_NEEDED;
  return responsiva === 'outdated'
    ? { tone: status === 'discharged' ? 'neutral' : 'attention', word: 'Responsiva con datos anteriores' }
    : { tone: 'counts', word: 'Guardadas' };
}

export function custodyChipOf({
  requested,
  transferred,
  renewed,
  signAgain,
}: Pick<CustodyFigures, 'requested' | 'transferred' | 'renewed' | 'signAgain'>): Chip {
  if (requested === 0) return NOT_NEEDED;
  if (transferred === 0) return { tone: 'attention', word: 'Por entregar' };
  if (renewed > 0) return { tone: 'attention', word: 'Con versiones nuevas por entregar' };
  if (transferred < requested) return { tone: 'attention', word: 'Entregado en parte' };
  return signAgain > 0
    ? { tone: 'attention', word: 'Con responsivas por firmar de nuevo' }
    : { tone: 'counts', word: 'Entregado' };
}
