import { CancelLongJob } from '../../kernel/long-jobs/cancel-long-job.js';
import { GetLongJob } from '../../kernel/long-jobs/get-long-job.js';
import { ListLongJobs } from '../../kernel/long-jobs/list-long-jobs.js';
import { ResumeLongJob } from '../../kernel/long-jobs/resume-long-job.js';
import { unchecked, type Contribution } from '../screen.js';
import { loadLongJob, loadLongJobs } from './load.js';

const READ = 'long-jobs.read';
const OPERATE = 'long-jobs.operate';

/** Long jobs with progress and result. DERFE sees all of them; an OPL sees those of its entidad. */
export const longJobsContribution = (all: () => readonly Contribution[]): Contribution => ({
  order: 910,
  section: 'Supervisar',
  home: {
    permission: READ,
    load: async (official) => {
      const { total } = await official.ask(new ListLongJobs({ state: 'failed', limit: 1 }));
      const href = '/admin/resources/trabajos?estado=failed';
      const labels = ['Trabajo detenido', 'Trabajos detenidos'] as const;
      return { cards: [{ figure: total.value, more: total.more, labels, due: official.may(OPERATE), href }] };
    },
  },
  catalogues: [
    {
      id: 'trabajos',
      list: {
        label: 'Trabajos',
        permission: READ,
        component: 'admin/long-job-list',
        load: (official, request) => loadLongJobs(all(), official, request),
      },
      record: {
        title: async (official, jobId) => (await official.ask(new GetLongJob({ jobId }))).title,
        show: {
          label: 'Trabajo',
          permission: READ,
          component: 'admin/long-job',
          load: (official, request) => loadLongJob(all(), official, request),
        },
        actions: {
          cancelar: {
            label: 'Cancelar trabajo',
            permission: OPERATE,
            component: 'admin/change-long-job',
            load: (official, request) => loadLongJob(all(), official, request),
            post: async (official, _input, { recordId: jobId }) => {
              await official.run(new CancelLongJob(unchecked({ jobId })));
              return {};
            },
          },
          reanudar: {
            label: 'Reanudar trabajo',
            permission: OPERATE,
            component: 'admin/change-long-job',
            load: (official, request) => loadLongJob(all(), official, request),
            post: async (official, _input, { recordId: jobId }) => {
              await official.run(new ResumeLongJob(unchecked({ jobId })));
              return {};
            },
          },
        },
      },
    },
  ],
});
