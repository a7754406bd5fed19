import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { inSpanishOrder } from '../../../kernel/lists/search-text.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({});

/** A step missing from the setup of a process: its first office, or the active period of an office. */
export interface MissingSetupStep {
  readonly processId: string;
  readonly idProceso: string;
  /** Null if the process has no office. */
  readonly officeId: string | null;
  readonly officeName: string | null;
  /** The inactive period of the office; null if it has none. */
  readonly periodId: string | null;
}

export interface SetupProgress {
  readonly hasProcess: boolean;
  /** Taken from the newest process with a missing step; null if setup is complete. */
  readonly next: MissingSetupStep | null;
}

/** Returns the next missing setup step among the processes that the caller may see (§5.A). */
@QuerySpec({ name: 'processes.get-setup-progress', permission: 'processes.read', input })
export class GetSetupProgress extends KernelQuery<z.infer<typeof input>, SetupProgress> {}

const NO_STEP: MissingSetupStep & { readonly lacks?: boolean } = {
  processId: '',
  idProceso: '',
  officeId: null,
  officeName: null,
  periodId: null,
};

@QueryHandler(GetSetupProgress)
export class GetSetupProgressHandler implements IQueryHandler<GetSetupProgress> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<SetupProgress> {
    const [row] = await this.work.rows<MissingSetupStep & { lacks: boolean }>(
      `select p.id as "processId", p.id_proceso as "idProceso", o.id as "officeId", o.name as "officeName",
         (select c.id from processes.capture_period c where c.office_id = o.id order by c.opens_at desc, c.id limit 1) as "periodId",
         p.closed_at is null and not exists (select from processes.capture_period c where c.office_id = o.id and c.active) as lacks
       from processes.process p left join processes.office o on o.process_id = p.id
       where {visible}
       order by lacks desc, p.created_at desc, p.id, ${inSpanishOrder('o.name')} limit 1`,
      [],
      { entidad: 'p.entidad' },
    );
    const { lacks = false, ...next } = row ?? NO_STEP;
    return { hasProcess: row !== undefined, next: lacks ? next : null };
  }
}
