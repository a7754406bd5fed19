import type { Official } from '../../../admin/official.js';
import { unchecked, type Page } from '../../../admin/screen.js';
import { centralDay, formatCentral, parseCentral } from '../../../kernel/clock/central-time.js';
import { Faults } from '../../../kernel/errors/domain-error.js';
import { AnnounceMaintenance, EndMaintenance, GetMaintenance } from '../index.js';
import type { MaintenanceView } from './views.js';

/** DERFE announces a maintenance to the OPLs, or ends it early (§10.2). */
export const maintenance: Page = {
  name: 'mantenimiento',
  label: 'Avisos de mantenimiento',
  permission: 'intake.announce-maintenance',
  component: 'intake/maintenance',
  load: async (official): Promise<MaintenanceView> => {
    const open = await official.ask(new GetMaintenance({}));
    if (!open) return { open: null };
    const { sentence, underWay, reason } = open;
    return { open: { sentence, underWay, reason, beginsAt: localOf(open.beginsAt), endsAt: localOf(open.endsAt) } };
  },
  post: (official, { ends, ...announced }) =>
    ends === 'si' ? official.run(new EndMaintenance({})) : announce(official, announced),
};

function localOf(iso: string): string {
  const at = new Date(iso);
  return `${centralDay(at)}T${formatCentral(at).slice(11, 16)}`;
}

/** Converts the local times of the form (hora centro) to instants. */
function announce(
  official: Official,
  { beginsAt, endsAt, reason, corrects }: Readonly<Record<string, unknown>>,
): Promise<object> {
  const faults = new Faults();
  const instantOf = (field: string, which: string, local: unknown): string => {
    try {
      return parseCentral(typeof local === 'string' ? local : '').toISOString();
    } catch {
      faults.add('INTAKE.MAINTENANCE_DATE_INVALID', { kind: 'invalid', field, params: { which } });
      return '';
    }
  };
  const window = {
    beginsAt: instantOf('beginsAt', 'de inicio', beginsAt),
    endsAt: instantOf('endsAt', 'final', endsAt),
  };
  faults.throwIfAny();
  return official.run(new AnnounceMaintenance(unchecked({ ...window, reason, corrects: corrects === 'si' })));
}
