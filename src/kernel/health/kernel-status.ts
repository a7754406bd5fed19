import { getQueueToken } from '@nestjs/bull';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Queue } from 'bull';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { isOwnerOrAdministrator } from '../database/database-user.js';
import { INAUTHENTIC } from '../jobs/authentic-messages.js';
import { QUEUE } from '../jobs/bull-delivery.js';
import { BlobStore } from '../storage/blob-store.js';
import { StatusSource, type StatusFigure } from './status-source.js';

const OUTBOX_AGE_SECONDS = 15 * 60;
const DEFERRED_SECONDS = 10 * 60;
const QUEUED_JOBS = 20_000;
/** The alarm is raised before uploads are refused for lack of space. */
const RESERVE_FACTOR = 2;
const MEGABYTE = 1024 * 1024;
const MAX_COUNTED = 100_000;
const DAY_MS = 24 * 3_600_000;

interface OutboxRow {
  readonly ageSeconds: number;
  readonly deferredSeconds: number;
  readonly quarantined: number;
  readonly inauthentic: number;
}

@Injectable()
export class OutboxStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const { ageSeconds, deferredSeconds, quarantined, inauthentic } = await this.#outbox();
    return [
      {
        name: 'outbox.age-seconds',
        label: 'Espera del pendiente más antiguo',
        value: ageSeconds,
        unit: 's',
        limit: OUTBOX_AGE_SECONDS,
        remedy: 'Compruebe que los procesos de trabajo estén en marcha; si lo están, agregue otro.',
      },
      {
        name: 'outbox.deferred-seconds',
        label: 'Tiempo que un servicio lleva sin responder',
        value: deferredSeconds,
        unit: 's',
        limit: DEFERRED_SECONDS,
        remedy: 'Vea en «Pendientes detenidos» qué servicio no responde y restablézcalo.',
      },
      {
        name: 'outbox.quarantined',
        label: 'Pendientes detenidos por fallas',
        value: quarantined,
        unit: '',
        limit: 0,
        remedy: 'Vea la causa en «Pendientes detenidos», corríjala y libérelos.',
      },
      {
        name: 'outbox.unauthentic',
        label: 'Pendientes que no escribió el sistema o que alguien cambió en la base de datos',
        value: inauthentic,
        unit: '',
        limit: 0,
        remedy:
          'Después de una actualización, revíselos con «messages adopt»; en cualquier otro caso alguien escribe en la ' +
          'base de datos: siga el manual de operación.',
      },
    ];
  }

  async #outbox(): Promise<OutboxRow> {
    const now = this.clock.now();
    const [row] = await this.em.fork().execute<OutboxRow[]>(
      `select
         coalesce((select extract(epoch from ?::timestamptz - greatest(available_at, occurred_at))
          from kernel.outbox_message
          where dispatched_at is null and quarantined_at is null and deferred_since is null and available_at <= ?
          order by available_at, occurred_at, id limit 1), 0)::float8 as "ageSeconds",
         coalesce((select extract(epoch from ?::timestamptz - min(deferred_since)) from kernel.outbox_message
          where deferred_since is not null and quarantined_at is null), 0)::float8 as "deferredSeconds",
         (select count(*) from (select from kernel.outbox_message where quarantined_at is not null
          limit ${String(MAX_COUNTED)}) counted)::int as quarantined,
         (select count(*) from (select from kernel.outbox_message where quarantined_at is not null and last_error in (?, ?)
          limit ${String(MAX_COUNTED)}) counted)::int as inauthentic`,
      [now, now, now, ...Object.values(INAUTHENTIC)],
    );
    const seconds = (value = 0) => Math.max(0, Math.round(value));
    return {
      ageSeconds: seconds(row?.ageSeconds),
      deferredSeconds: seconds(row?.deferredSeconds),
      quarantined: row?.quarantined ?? 0,
      inauthentic: row?.inauthentic ?? 0,
    };
  }
}

/** Has no figures if there is no queue, i.e. the relaying process also runs the consumers. */
@Injectable()
export class QueueStatus extends StatusSource {
  constructor(@Optional() @Inject(getQueueToken(QUEUE)) private readonly queue?: Queue) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    if (!this.queue) return [];
    return [
      {
        name: 'queue.waiting',
        label: 'Trabajos en la cola',
        value: await this.queue.getWaitingCount(),
        unit: '',
        limit: QUEUED_JOBS,
        remedy: 'Agregue procesos de trabajo.',
      },
    ];
  }
}

/** Jobs rejected today and yesterday, except those older than the retention of messages: see `QueuedMessages`. */
@Injectable()
export class RejectedJobsStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    @Optional() @Inject(getQueueToken(QUEUE)) private readonly queue?: Queue,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    if (!this.queue) return [];
    const since = new Date(this.clock.now().getTime() - DAY_MS).toISOString().slice(0, 10);
    const [row] = await this.em.fork().execute<{ rejected: number }[]>(
      `select coalesce(sum(count), 0)::float8 as rejected from kernel.rejected_job
       where day >= ?::date and reason <> 'expired'`,
      [since],
    );
    return [
      {
        name: 'queue.rejected',
        label: 'Trabajos de la cola que nadie de este sistema pidió',
        value: row?.rejected ?? 0,
        unit: '',
        limit: 0,
        remedy: 'Alguien más escribe en Redis: cambie su contraseña y revise quién llega a ese servidor.',
      },
    ];
  }
}

/**
 * 1 if the process connects as a user that owns tables or administers the server. In production such a process refuses
 * to start, unless the database was down when it started.
 */
@Injectable()
export class DatabaseOwnerStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    if (this.config.mode !== 'production') return [];
    return [
      {
        name: 'database.owner',
        label: 'La aplicación entra a la base de datos con un usuario que es dueño de tablas o la administra',
        value: (await isOwnerOrAdministrator(this.em)) ? 1 : 0,
        unit: '',
        limit: 0,
        remedy: 'Ponga en DATABASE_URL el usuario de la aplicación y ejecute las órdenes «provision» y «migrate».',
      },
    ];
  }
}

@Injectable()
export class FreeSpaceStatus extends StatusSource {
  constructor(
    private readonly blobs: BlobStore,
    private readonly config: AppConfig,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const free = await this.blobs.freeBytes();
    if (!Number.isFinite(free)) return [];
    return [
      {
        name: 'storage.free-megabytes',
        label: 'Espacio libre para lo recibido',
        value: Math.floor(free / MEGABYTE),
        unit: 'MB',
        limit: Math.ceil((RESERVE_FACTOR * this.config.storageReserveBytes) / MEGABYTE),
        below: true,
        remedy: 'Amplíe el disco antes de que se deje de recibir.',
      },
    ];
  }
}
