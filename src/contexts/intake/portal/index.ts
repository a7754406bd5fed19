import type { PortalContribution } from '../../../portal/contribution.js';
import { CountPendingUploads, GetMaintenance } from '../index.js';

/** Supports that did not reach INE (decision 6), and announced maintenance. */
export const contribution: PortalContribution = {
  order: 400,
  home: async ({ ask, processId, aspirantId }) => {
    const { announced, lost } = await ask(new CountPendingUploads({ processId, aspirantId }));
    if (announced + lost === 0) return null;
    return { slot: 'section', view: 'intake/portal/home', data: { announced, lost } };
  },
  notice: async ({ ask }) => (await ask(new GetMaintenance({})))?.sentence ?? null,
};
