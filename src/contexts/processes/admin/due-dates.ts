import type { Official } from '../../../admin/official.js';
import type { DueDate, Step } from '../../../admin/views.js';
import { ListOffices, ListPeriods, ListProcesses, type PeriodVersion, type ProcessView } from '../index.js';
import { keyDueInstant } from './load.js';

const HOUR = 3_600_000;

/** The next dates of every process, and what is missing in the newest one. */
export async function loadDueDates(official: Official): Promise<{ dates: DueDate[]; step: Step | null }> {
  const processes = await official.ask(new ListProcesses({}));
  const dates: DueDate[] = [];
  let step: Step | null = processes.length === 0 ? createProcess(official) : null;
  for (const process of processes) {
    const offices = await official.ask(new ListOffices({ processId: process.id }));
    const versions = await official.ask(new ListPeriods({ processId: process.id }));
    const newest = versions.filter(
      (version, index) => version.active && versions[index - 1]?.periodId !== version.periodId,
    );
    const officeNames = new Map(offices.map(({ id, name }) => [id, name]));
    dates.push(
      ...newest.flatMap((period) => datesOf(process, officeNames.get(period.officeId) ?? '', period)),
      ...keyDate(process, versions),
    );
    step ??= missing(official, process, offices, newest);
  }
  return { dates, step };
}

const addressOf = (process: ProcessView): string => `/admin/resources/procesos/records/${process.id}`;

function datesOf(process: ProcessView, office: string, period: PeriodVersion): DueDate[] {
  const common = { where: `${process.idProceso} · ${office}`, href: `${addressOf(process)}/show` };
  const graceEnd = new Date(new Date(period.closesAt).getTime() + period.graceHours * HOUR).toISOString();
  return [
    { ...common, what: 'Abre la captación', at: period.opensAt },
    { ...common, what: 'Cierra la captación', at: period.closesAt },
    { ...common, what: 'Termina el plazo para enviar lo captado', at: graceEnd },
  ];
}

function keyDate(process: ProcessView, versions: readonly PeriodVersion[]): DueDate[] {
  const due = process.oplPublicKey === null ? keyDueInstant(versions) : null;
  if (!due) return [];
  return [
    {
      what: 'Vence la entrega de la llave pública del OPL',
      where: process.idProceso,
      at: due.toISOString(),
      href: `${addressOf(process)}/registrar-llave`,
    },
  ];
}

function createProcess(official: Official): Step | null {
  if (!official.may('processes.manage')) return null;
  return {
    label: 'Crear proceso',
    reason: 'Todavía no hay ningún Proceso Electoral Local dado de alta.',
    href: '/admin/resources/procesos/actions/crear',
  };
}

function missing(
  official: Official,
  process: ProcessView,
  offices: readonly { id: string; name: string }[],
  periods: readonly PeriodVersion[],
): Step | null {
  if (!official.may('processes.manage')) return null;
  if (offices.length === 0) {
    return {
      label: 'Agregar cargo',
      reason: `El proceso ${process.idProceso} no tiene cargos todavía.`,
      href: `${addressOf(process)}/agregar-cargo`,
    };
  }
  const bare = offices.find(({ id }) => !periods.some(({ officeId }) => officeId === id));
  return bare
    ? {
        label: 'Fijar periodo',
        reason: `${bare.name} (${process.idProceso}) no tiene periodo de captación activo.`,
        href: `${addressOf(process)}/fijar-periodo?cargo=${bare.id}`,
      }
    : null;
}
