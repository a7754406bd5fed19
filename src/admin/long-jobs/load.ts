import { entidadByKey } from '#electoral/identifiers';
import { formatCentralMinute } from '../../kernel/clock/central-time.js';
import { messageFor } from '../../kernel/errors/catalogue.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { GetLongJob } from '../../kernel/long-jobs/get-long-job.js';
import { ListLongJobs } from '../../kernel/long-jobs/list-long-jobs.js';
import type { LongJobView } from '../../kernel/long-jobs/long-job-records.js';
import { canTransition } from '../../kernel/long-jobs/long-job-state.js';
import { actorKinds, actorNames, streamLabels } from '../audit-contributions.js';
import { listView } from '../list.js';
import type { Official } from '../official.js';
import { unchecked, type Contribution, type ScreenRequest } from '../screen.js';
import type { LongJobListRow, LongJobListView, LongJobProgressView, LongJobRecordView } from './views.js';

/** Newest first. Query parameters filter: `estado`, `tipo`. */
export async function loadLongJobs(
  all: readonly Contribution[],
  official: Official,
  { query, pageSize: limit }: ScreenRequest,
): Promise<LongJobListView> {
  const found = await official.ask(
    new ListLongJobs(
      unchecked({
        after: query['despues'],
        before: query['antes'],
        atEnd: query['pagina'] === 'ultima',
        descending: true,
        state: query['estado'],
        kind: query['tipo'],
        limit,
      }),
    ),
  );
  const names = await namesFor(all, official, found.rows);
  return { ...listView({ search: undefined }, found, (job) => rowOf(job, names)), kinds: found.kinds };
}

export async function loadLongJob(
  all: readonly Contribution[],
  official: Official,
  { recordId: jobId }: ScreenRequest,
): Promise<LongJobRecordView> {
  const job = await official.ask(new GetLongJob({ jobId }));
  const { errorCode, cancelRequested, state, cancellable } = job;
  return {
    ...rowOf(job, await namesFor(all, official, [job])),
    createdAt: instant(job.createdAt),
    endedAt: instant(job.endedAt),
    result: job.result,
    failure: errorCode === null ? null : messageFor(new DomainError(errorCode, { kind: 'unavailable' })),
    canCancel: cancellable && canTransition(state, 'cancel') && !cancelRequested,
    canResume: canTransition(state, 'resume') && !cancelRequested,
  };
}

interface Names {
  readonly actors: ReadonlyMap<string, string>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly processes: ReadonlyMap<string, string>;
}

async function namesFor(
  all: readonly Contribution[],
  official: Official,
  jobs: readonly LongJobView[],
): Promise<Names> {
  const contributed = all.flatMap(({ audit }) => audit ?? []);
  const actors = await actorNames(
    contributed,
    official,
    jobs.map(({ requestedBy }) => requestedBy),
  );
  const processes = (await streamLabels(contributed, official)).map(({ id, label }) => [id, label] as const);
  return { actors, kinds: actorKinds(contributed), processes: new Map(processes) };
}

function rowOf(job: LongJobView, { actors, kinds, processes }: Names): LongJobListRow {
  const { id, title, state, cancelRequested, territory, stream, requestedBy, startedAt } = job;
  const opl = territory === null ? 'Todo el sistema' : `OPL · ${entidadByKey(territory)?.name ?? territory}`;
  return {
    id,
    title,
    state: cancelRequested && canTransition(state, 'cancel') ? 'cancelling' : state,
    owner: processes.get(stream) ?? opl,
    requestedBy: actors.get(requestedBy.id) ?? kinds[requestedBy.kind] ?? requestedBy.label,
    startedAt: instant(startedAt),
    progress: progressOf(job),
  };
}

function progressOf({ done, total, items, rate, secondsLeft, state }: LongJobView): LongJobProgressView {
  const [one, many] = items;
  const all = total === null ? '' : ` de ${number(total)}`;
  return {
    done,
    total,
    percent: total === null ? null : total === 0 ? 100 : Math.floor((done / total) * 100),
    count: `${number(done)}${all} ${(total ?? done) === 1 ? one : many}`,
    rate: rate === null || state !== 'running' ? '' : formatRate(rate, items),
    timeLeft: secondsLeft === null || secondsLeft <= 0 ? '' : formatTimeLeft(secondsLeft),
  };
}

const number = (value: number): string => value.toLocaleString('es-MX');
const instant = (iso: string | null): string => (iso === null ? '' : formatCentralMinute(new Date(iso)));

function formatRate(perSecond: number, [one, many]: LongJobView['items']): string {
  const [rate, unit] = perSecond >= 1 ? [perSecond, 'segundo'] : [perSecond * 60, 'minuto'];
  const whole = Math.max(1, Math.round(rate));
  return `${number(whole)} ${whole === 1 ? one : many} por ${unit}`;
}

function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return 'falta menos de un minuto';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return minutes === 1 ? 'falta cerca de un minuto' : `faltan cerca de ${number(minutes)} minutos`;
  return `faltan cerca de ${number(Math.round(minutes / 60))} horas`;
}
