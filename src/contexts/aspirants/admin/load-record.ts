import type { Official } from '../../../admin/official.js';
import type { Place } from '../../../admin/screen.js';
import { GetProcess } from '../../processes/index.js';
import { registrationGroups } from '../documents/registration-groups.js';
import { nextStep } from '../domain/aspirant-status.js';
import { GetAspirant, GetAspirantData } from '../index.js';
import { rowOf, short } from './load.js';
import type { AspirantView, ValidateView } from './views.js';
import { warningView } from './warning-words.js';

export async function loadAspirant(official: Official, { recordId: aspirantId }: Place): Promise<AspirantView> {
  const aspirant = await official.ask(new GetAspirant({ aspirantId }));
  const process = await official.ask(new GetProcess({ processId: aspirant.processId }));
  return {
    ...rowOf(aspirant, aspirant.officeName, process.idProceso),
    owed: nextStep(aspirant.status, aspirant),
    version: aspirant.version,
    signedVersion: aspirant.signedVersion,
    confirmedAt: aspirant.confirmedAt && short(aspirant.confirmedAt),
    emailProvider: aspirant.emailProvider,
  };
}

export async function loadValidate(official: Official, place: Place): Promise<ValidateView> {
  const { registration, warnings } = await official.ask(new GetAspirantData({ aspirantId: place.recordId }));
  return {
    ...(await loadAspirant(official, place)),
    groups: registrationGroups(registration).map(({ title, rows }) => ({
      title,
      facts: rows.map(({ label, value, code }) => ({ name: label, value, code })),
    })),
    open: warnings.filter(({ acknowledged }) => !acknowledged).map(warningView),
  };
}
