import type { PortalContribution } from '../../../portal/contribution.js';
import { hasCaptureEnded, findPeriodOfOffice } from '../../processes/index.js';
import { GetSupportFigures } from '../index.js';
import { supportStep } from './next-step.js';
import { figuresOf } from './support-labels.js';

/** The aspirant's supports and their preliminary state (§6.2–6.3). */
export const contribution: PortalContribution = {
  order: 300,
  navigation: [{ href: '/portal/apoyos', label: 'Apoyos', also: ['/portal/no-recibidos'] }],
  home: async ({ ask, aspirantId, officeId, now }) => {
    const figures = await ask(new GetSupportFigures({ aspirantId }));
    const ended = hasCaptureEnded(await findPeriodOfOffice(ask, officeId), now());
    return {
      slot: 'section',
      view: 'verification/portal/home',
      data: figuresOf(figures),
      step: supportStep(ended, figures.total),
    };
  },
};
