import type { PortalContribution } from '../../../portal/contribution.js';
import { findPeriodOfOffice } from '../index.js';
import { describePeriod } from './describe-period.js';

/** Shows the capture period of the aspirant's office (§5.A). */
export const contribution: PortalContribution = {
  order: 100,
  home: async ({ ask, officeId, now }) => {
    const period = await findPeriodOfOffice(ask, officeId);
    return {
      slot: 'panel',
      view: 'processes/portal/home',
      data: { period, now: period && describePeriod(period, now()), at: now() },
    };
  },
};
