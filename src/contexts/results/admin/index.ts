import { unchecked, type Contribution } from '../../../admin/screen.js';
import { GetProcess } from '../../processes/index.js';
import { CloseProcess, DownloadDelivery } from '../index.js';
import { findDelivery, loadClosing, loadClosings, loadDeliveries, loadDelivery, loadOpen } from './load.js';

const CLOSE = 'results.close';
const DOWNLOAD = 'results.download';

/** Counts, close and encrypted delivery (§13). DERFE closes; the OPL downloads and decrypts. */
export const contribution: Contribution = {
  order: 500,
  section: 'Cerrar y entregar',
  audit: { areas: { results: 'Resultados' }, subjects: { delivery: { label: 'Entrega' } } },
  catalogues: [
    {
      id: 'cierres',
      list: { label: 'Cierre de procesos', permission: CLOSE, component: 'results/closing-list', load: loadClosings },
      record: {
        title: async (official, processId) => (await official.ask(new GetProcess({ processId }))).idProceso,
        show: { label: 'Cifras del proceso', permission: CLOSE, component: 'results/closing', load: loadClosing },
        actions: {
          cerrar: {
            label: 'Cerrar y cifrar resultados',
            permission: CLOSE,
            component: 'results/close-process',
            load: loadClosing,
            post: (official, _input, { recordId: processId }) =>
              official.run(new CloseProcess(unchecked({ processId }))),
          },
        },
      },
    },
    {
      id: 'entregas',
      list: {
        label: 'Resultados entregados',
        permission: 'results.read',
        component: 'results/delivery-list',
        load: loadDeliveries,
      },
      record: {
        title: async (official, deliveryId) => (await findDelivery(official, deliveryId)).fileName,
        show: {
          label: 'Entrega',
          permission: 'results.read',
          component: 'results/delivery',
          load: loadDelivery,
        },
        actions: {
          abrir: {
            label: 'Abrir resultados',
            permission: DOWNLOAD,
            component: 'admin/crypto/open-results',
            load: loadOpen,
          },
        },
        files: {
          cifrado: {
            permission: DOWNLOAD,
            load: async (official, deliveryId) => {
              const { fileName, jwe } = await official.ask(new DownloadDelivery({ deliveryId }));
              return { fileName, type: 'application/jose', content: Buffer.from(jwe) };
            },
          },
        },
      },
    },
  ],
};
