import type { PortalContribution } from '../../../portal/contribution.js';
import { GetAspirant } from '../index.js';

/** Shows the aspirant who owns the portal (§5.D), and whether the registration was withdrawn. */
export const contribution: PortalContribution = {
  order: 50,
  home: async ({ ask, aspirantId }) => {
    const aspirant = await ask(new GetAspirant({ aspirantId }));
    return {
      slot: 'heading',
      view: 'aspirants/portal/home',
      data: { aspirant, withdrawnOn: aspirant.withdrawnOn?.split('-').reverse().join('/') },
    };
  },
};
