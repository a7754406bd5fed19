import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { StatusSource, type StatusFigure } from '../health/status-source.js';
import { CollectionSuspension, type Suspension } from './collection-suspension.js';

export interface StorageState {
  /** Empty: blobs without a row are removed as usual. */
  readonly suspensions: readonly Suspension[];
  /** Blobs without a row that the last collection found. */
  readonly waiting: number;
  /** Blobs that were without a row when a suspension ended. */
  readonly kept: number;
  /** Altered or missing. */
  readonly damaged: number;
}

@Injectable()
export class StorageStatus extends StatusSource {
  constructor(
    private readonly em: EntityManager,
    private readonly suspension: CollectionSuspension,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const { suspensions, damaged } = await this.read();
    return [
      {
        name: 'storage.collection-suspended',
        label: 'Borrado de archivos sin registro suspendido',
        value: suspensions.length,
        unit: '',
        limit: 0,
        remedy: 'La base de datos parece restaurada: ejecute «storage status» y luego «intake recover».',
      },
      {
        name: 'storage.damaged-files',
        label: 'Archivos dañados o faltantes',
        value: damaged,
        unit: '',
        limit: 0,
        remedy: '«storage scrub» dice cuáles son y qué no coincide; el runbook, qué hacer.',
      },
    ];
  }

  async read(): Promise<StorageState> {
    const suspensions = await this.suspension.current();
    const [counts] = await this.em.fork().execute<Omit<StorageState, 'suspensions'>[]>(
      `select count(*) filter (where kept_at is null)::int as waiting, count(kept_at)::int as kept,
         (select count(*)::int from kernel.blob_damage where mended_at is null) as damaged
       from kernel.blob_orphan where removed_at is null`,
    );
    return { suspensions, ...(counts ?? { waiting: 0, kept: 0, damaged: 0 }) };
  }
}
