import { wholeNumberOf } from '#electoral/normalise';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Catalogue, type ScreenRequest } from '../../../admin/screen.js';
import { centralDay, dayInWords, formatCentralMinute, parseCentral } from '../../../kernel/clock/central-time.js';
import { GetOfficialNames } from '../../accounts/index.js';
import { ListAllProcesses, type ProcessView } from '../../processes/index.js';
import {
  GetOpenedVerdicts,
  DownloadVerdictList,
  EnterSampleSeed,
  GetVerdictList,
  GetSecondReviews,
  ListVerdictLists,
  OrderSecondReviews,
  PublishVerdictList,
  type VerdictListDetail,
} from '../index.js';
import type { VerdictListView } from '../persistence/verdict-lists.js';
import type { OrderView, PublishListView, SampleListView, SampleRow, SampleView } from './sample-views.js';
import { listedAspirants, secondReviewsView } from './second-review-figures.js';

const DAY_MS = 24 * 3_600_000;
const READ = 'samples.read';
const DRAW = 'samples.draw';

/** Lists of verdicts and the samples drawn from them for blind second reviews (decision 50). */
export const samples: Catalogue = {
  id: 'muestras',
  list: { label: 'Muestras de la revisión', permission: READ, component: 'control-desk/sample-list', load: loadList },
  actions: {
    publicar: {
      label: 'Publicar lista de registros revisados',
      permission: DRAW,
      component: 'control-desk/publish-list',
      load: loadPublish,
      post: (official, { processId, scope, day }) =>
        official.run(new PublishVerdictList(unchecked({ processId, day: scope === 'day' ? day : null }))),
    },
  },
  record: {
    title: async (official, listId) => titleOf(await official.ask(new GetVerdictList({ listId, size: 1 }))),
    show: { label: 'Muestra', permission: READ, component: 'control-desk/sample', load: loadSample },
    actions: {
      sorteo: {
        label: 'Anotar los dígitos del sorteo',
        permission: DRAW,
        component: 'control-desk/enter-seed',
        load: loadSample,
        post: (official, { seed }, { recordId: listId }) =>
          official.run(new EnterSampleSeed(unchecked({ listId, seed }))),
      },
      'segundas-revisiones': {
        label: 'Ordenar segundas revisiones',
        permission: DRAW,
        component: 'control-desk/order-reviews',
        load: loadOrder,
        post: (official, { size, aspirantId }, { recordId: listId }) =>
          official.run(
            new OrderSecondReviews(unchecked({ listId, size: wholeNumberOf(size), aspirantId: aspirantId || null })),
          ),
      },
    },
    files: {
      lista: {
        permission: READ,
        load: async (official, listId) => ({
          ...(await official.ask(new DownloadVerdictList({ listId }))),
          type: 'text/csv; charset=utf-8',
        }),
      },
      resultados: {
        permission: READ,
        load: async (official, listId) => ({
          ...(await official.ask(new GetOpenedVerdicts({ listId }))),
          type: 'text/csv; charset=utf-8',
        }),
      },
    },
  },
};

async function loadList(official: Official): Promise<SampleListView> {
  const processes = await official.ask(new ListAllProcesses({}));
  const lists = await official.ask(new ListVerdictLists({}));
  return { samples: lists.map((list) => rowOf(list, processes)) };
}

async function loadPublish(official: Official): Promise<PublishListView> {
  const processes = await official.ask(new ListAllProcesses({ open: true }));
  return {
    processes: processes.map(({ id, idProceso, name }) => ({ id, label: `${idProceso} · ${name}` })),
    yesterday: centralDay(new Date(official.now().getTime() - DAY_MS)),
  };
}

async function loadSample(official: Official, { recordId: listId }: ScreenRequest): Promise<SampleView> {
  const list = await official.ask(new GetVerdictList({ listId }));
  const { seed, seedFixedAt, entries, sample, digest } = list;
  const names = await namesOf(
    official,
    entries.map(({ officialId }) => officialId),
  );
  const newest = new Map(entries.map(({ officialId, seed: typed }) => [officialId, typed]));
  return {
    ...rowOf(list, await official.ask(new ListAllProcesses({}))),
    digest,
    seed: seed && (seed.match(/.{1,5}/g) ?? []).join(' '),
    seedFixedAt: seedFixedAt && formatCentralMinute(new Date(seedFixedAt)),
    entries: entries.map(({ officialId, enteredAt }) => ({
      who: officialId === official.actor.id ? 'Usted' : (names.get(officialId) ?? 'Otra persona'),
      at: formatCentralMinute(new Date(enteredAt)),
    })),
    differs: seed === null && new Set(newest.values()).size > 1,
    mayEnter: seed === null && official.may(DRAW),
    mayOrder: seed !== null && official.may(DRAW),
    second: seed === null ? null : await secondReviewsView(official, list, (ids) => namesOf(official, ids)),
    sample: sample.map(({ supportId, folio }, index) => ({ place: index + 1, supportId, folio })),
  };
}

async function loadOrder(official: Official, { recordId: listId }: ScreenRequest): Promise<OrderView> {
  const list = await official.ask(new GetVerdictList({ listId, size: 1 }));
  const { ordered, aspirants } = await official.ask(new GetSecondReviews({ listId }));
  const listed = await listedAspirants(
    official,
    aspirants.map(({ aspirantId }) => aspirantId),
  );
  return {
    id: listId,
    title: titleOf(list),
    records: list.records,
    ordered,
    aspirants: listed.map(({ id, displayName: name }) => ({ id, name })),
  };
}

async function namesOf(official: Official, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (!official.may('accounts.read')) return new Map();
  const found = await official.ask(new GetOfficialNames({ ids: [...new Set(ids)] }));
  return new Map(found.map(({ id, account }) => [id, account]));
}

function rowOf(list: VerdictListView | VerdictListDetail, processes: readonly ProcessView[]): SampleRow {
  return {
    id: list.listId,
    idProceso: processes.find(({ id }) => id === list.processId)?.idProceso ?? '—',
    title: titleOf(list),
    records: list.records,
    publishedAt: formatCentralMinute(new Date(list.publishedAt)),
    drawn: list.seed !== null,
  };
}

function titleOf({ day }: VerdictListView): string {
  return day === null ? 'Todo el proceso' : dayInWords(parseCentral(`${day}T12:00`));
}
