import type { PortalContribution } from '../../../portal/contribution.js';
import { GetAspirant } from '../index.js';

/** Whose portal it is (§5.D), and that the registration was withdrawn. */
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
