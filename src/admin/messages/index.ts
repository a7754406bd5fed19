import { GetSystemStatus } from '../../kernel/health/get-system-status.js';
import { ListStuckMessages } from '../../kernel/jobs/list-stuck-messages.js';
import { RetryMessage } from '../../kernel/jobs/retry-message.js';
import { unchecked, type Contribution } from '../screen.js';
import { loadStuckMessage, loadStuckMessages, releaseAll } from './load.js';

const READ = 'messages.read';
const OPERATE = 'messages.operate';

/** Outbox messages that failed too often or wait for a service that is down. Only DERFE sees them. */
export const messagesContribution: Contribution = {
  order: 920,
  section: 'Supervisar',
  audit: { subjects: { message: { label: 'Pendiente' } } },
  home: {
    permission: READ,
    load: async (official) => {
      const { total } = await official.ask(new ListStuckMessages({ state: 'quarantined', limit: 1 }));
      const href = '/admin/resources/pendientes?estado=quarantined';
      const labels = ['Pendiente detenido por fallas', 'Pendientes detenidos por fallas'] as const;
      return { cards: [{ figure: total.value, more: total.more, labels, due: official.may(OPERATE), href }] };
    },
  },
  pages: [
    {
      name: 'estado',
      label: 'Estado del sistema',
      permission: READ,
      component: 'admin/system-status',
      load: async (official) => ({ figures: await official.ask(new GetSystemStatus({})) }),
    },
  ],
  catalogues: [
    {
      id: 'pendientes',
      list: {
        label: 'Pendientes detenidos',
        permission: READ,
        component: 'admin/stuck-message-list',
        load: loadStuckMessages,
      },
      actions: {
        'liberar-todos': {
          label: 'Liberar todos',
          permission: OPERATE,
          component: 'admin/release-messages',
          load: loadStuckMessages,
          post: releaseAll,
        },
      },
      record: {
        title: async (official, messageId) =>
          (await loadStuckMessage(official, { recordId: messageId, query: {} })).causes[0]?.work ?? messageId,
        show: { label: 'Pendiente', permission: READ, component: 'admin/stuck-message', load: loadStuckMessage },
        actions: {
          liberar: {
            label: 'Liberar',
            permission: OPERATE,
            component: 'admin/release-message',
            load: loadStuckMessage,
            post: async (official, _input, { recordId: messageId }) => {
              await official.run(new RetryMessage(unchecked({ messageId })));
              return {};
            },
          },
        },
      },
    },
  ],
};
