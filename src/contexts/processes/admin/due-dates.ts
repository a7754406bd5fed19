import type { Official } from '../../../admin/official.js';
import type { DueDate, Step } from '../../../admin/views.js';
import { deadlineInWords } from '../domain/opl-public-key.js';
import { GetSetupProgress, ListDueDates, type DueLegalDate } from '../index.js';
import { isInTime } from '#electoral/time';

/** Loads the next legal dates of every process, and the first step that is missing or late. */
export async function loadDueDates(official: Official): Promise<{ dates: DueDate[]; step: Step | null }> {
  const due = await official.ask(new ListDueDates({}));
  const now = official.now();
  return {
    dates: due.map((date) => ({
      what: date.label,
      where: date.officeName === null ? date.idProceso : `${date.idProceso} · ${date.officeName}`,
      at: date.at,
      href: `${addressOf(date)}/${date.key === 'opl-key' && official.may('processes.public-key') ? 'registrar-llave' : 'show'}`,
    })),
    step: (await missingStep(official)) ?? lateKey(official, due, now),
  };
}

const addressOf = ({ processId }: { readonly processId: string }): string =>
  `/admin/resources/procesos/records/${processId}`;

async function missingStep(official: Official): Promise<Step | null> {
  if (!official.may('processes.manage')) return null;
  const { hasProcess, next } = await official.ask(new GetSetupProgress({}));
  if (!hasProcess) {
    return {
      label: 'Crear proceso',
      reason: 'Todavía no hay ningún Proceso Electoral Local dado de alta.',
      href: '/admin/resources/procesos/actions/crear',
    };
  }
  if (!next) return null;
  if (next.officeId === null) {
    return {
      label: 'Agregar cargo',
      reason: `El proceso ${next.idProceso} no tiene cargos todavía.`,
      href: `${addressOf(next)}/agregar-cargo`,
    };
  }
  if (next.periodId !== null) {
    return {
      label: 'Modificar periodo',
      reason: `${next.officeName ?? ''} (${next.idProceso}) tiene inactivo su periodo de captación.`,
      href: `${addressOf(next)}/fijar-periodo?cargo=${next.officeId}&periodo=${next.periodId}`,
    };
  }
  return {
    label: 'Fijar periodo',
    reason: `${next.officeName ?? ''} (${next.idProceso}) no tiene periodo de captación activo.`,
    href: `${addressOf(next)}/fijar-periodo?cargo=${next.officeId}`,
  };
}

/** An overdue key is the next step for an official who may register it. */
function lateKey(official: Official, due: readonly DueLegalDate[], now: Date): Step | null {
  const late = due.find(({ key, at }) => key === 'opl-key' && !isInTime(at, now));
  if (!late || !official.may('processes.public-key')) return null;
  return {
    label: 'Registrar llave pública',
    reason: `La llave pública del OPL para ${late.idProceso} debía entregarse a más tardar el ${deadlineInWords(new Date(late.at))} (hora centro).`,
    href: `${addressOf(late)}/registrar-llave`,
  };
}
