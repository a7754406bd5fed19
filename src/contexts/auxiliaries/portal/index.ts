import type { PortalContribution } from '../../../portal/contribution.js';
import { hasCaptureEnded, findPeriodOfOffice } from '../../processes/index.js';
import { CountAuxiliaries, ListCustodyRequests } from '../index.js';
import { auxiliaryStep, custodyStep, signAgainStep } from './next-step.js';

/** Auxiliaries in the portal (§6.1). */
export const contribution: PortalContribution = {
  order: 200,
  navigation: [
    { href: '/portal/auxiliares', label: 'Auxiliares', also: ['/portal/resguardo', '/portal/responsabilidades'] },
  ],
  home: async ({ ask, aspirantId, officeId, now }) => {
    const { statuses, signAgain } = await ask(new CountAuxiliaries({ aspirantId }));
    const { registered, enrolled } = statuses;
    const figures = { authorised: registered + enrolled, ready: enrolled };
    const requests = await ask(new ListCustodyRequests({ aspirantId }));
    const ended = hasCaptureEnded(await findPeriodOfOffice(ask, officeId), now());
    return {
      slot: 'panel',
      view: 'auxiliaries/portal/home',
      data: figures,
      step: custodyStep(requests) ?? signAgainStep(signAgain) ?? (ended ? undefined : auxiliaryStep(figures)),
    };
  },
};
