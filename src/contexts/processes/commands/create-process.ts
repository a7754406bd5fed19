import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { composeProcessCode, electionYear, ENTIDAD_ABBREVIATIONS } from '../domain/process-code.js';

const input = z.object({
  entidad: z.string(),
  name: z.string().trim().min(1).max(200),
  practice: z.boolean(),
});

/**
 * Creates the OPL's local electoral process (§4.1, §5.A).
 * @throws DomainError PROCESSES.ENTIDAD_UNKNOWN
 */
@CommandSpec({
  name: 'processes.create-process',
  permission: 'processes.manage',
  input,
  noLegalDeadline: 'the Id Proceso contains the year',
})
export class CreateProcess extends KernelCommand<z.input<typeof input>, { processId: string; idProceso: string }> {}

@CommandHandler(CreateProcess)
export class CreateProcessHandler implements ICommandHandler<CreateProcess> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({
    input: { entidad, name, practice },
  }: CreateProcess): Promise<{ processId: string; idProceso: string }> {
    if (!(entidad in ENTIDAD_ABBREVIATIONS)) {
      throw new DomainError('PROCESSES.ENTIDAD_UNKNOWN', {
        kind: 'invalid',
        field: 'entidad',
        params: { entidad },
      });
    }
    this.work.authorize({ entidad });
    const processId = randomId();
    const now = this.clock.now();
    const year = electionYear(now);
    const idProceso = composeProcessCode(entidad, year, await this.#nextNumber(entidad, year));
    await this.work.sql(
      `insert into processes.process (id, id_proceso, entidad, name, practice, created_at) values ($1, $2, $3, $4, $5, $6)`,
      [processId, idProceso, entidad, name, practice, now],
    );
    this.work.audit({
      subject: ['process', processId],
      stream: processId,
      details: { idProceso, practice },
    });
    return { processId, idProceso };
  }

  async #nextNumber(entidad: string, year: number): Promise<number> {
    const [row] = await this.work.sql<{ last_number: number }>(
      `insert into processes.code_series as series (entidad, year, last_number) values ($1, $2, 1)
       on conflict (entidad, year) do update set last_number = series.last_number + 1 returning last_number`,
      [entidad, year],
    );
    return row?.last_number ?? 1;
  }
}
