import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { messageFor } from '../../../kernel/errors/catalogue.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { ClosingState } from '../closing-state.js';
import { requireCaptureOver } from '../domain/closing-time.js';
import { findConclusion } from '../persistence/desk-conclusions.js';
import { RecordProofs } from '../record-proofs.js';
import { reconcile, type ClosingFigures } from '../domain/reconciliation.js';

const input = z.object({ processId: z.uuid() });

export interface ClosingStateView extends Omit<ClosingFigures, 'rows'> {
  /** ISO 8601; null while the process is open. */
  readonly closedAt: string | null;
  /** ISO 8601; null while the control desk has not concluded (§13.2 B). */
  readonly deskConcludedAt: string | null;
  /**
   * User-facing messages for everything known to block a close now. Altered records are included only if the scrub has
   * found them, because only the close itself verifies every record.
   */
  readonly blockers: readonly string[];
}

/**
 * Returns the counts of a process and what still blocks its close, checked by the rules of the close itself (§13.2).
 */
@QuerySpec({ name: 'results.get-closing-state', permission: 'results.read', input })
export class GetClosingState extends KernelQuery<z.infer<typeof input>, ClosingStateView> {}

@QueryHandler(GetClosingState)
export class GetClosingStateHandler implements IQueryHandler<GetClosingState> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly state: ClosingState,
    private readonly proofs: RecordProofs,
  ) {}

  async execute({ input: { processId } }: GetClosingState): Promise<ClosingStateView> {
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad: process.entidad });
    const [closure] = await this.work.sql<{ closedAt: string }>(
      `select closed_at as "closedAt" from results.closure where process_id = $1`,
      [processId],
    );
    const concluded = await findConclusion(this.work, processId);
    const periods = await this.state.periods(processId);
    const figures = await this.state.figures(process);
    const unprocessable = new Set(await this.state.unprocessable(process));
    const refusals = [
      await refusalOf(() => this.state.recipientKey(process)),
      await refusalOf(() => {
        requireCaptureOver(periods, this.clock.now());
      }),
      // The package has one row per reviewed or unprocessable record. Only the close reads the rows; here their number
      // is taken from the figures.
      await refusalOf(() => {
        reconcile({ ...figures, rows: figures.desk.revisado + figures.unprocessable });
      }),
      await this.proofs.predict(processId, unprocessable),
    ];
    return {
      ...figures,
      closedAt: closure?.closedAt ?? null,
      deskConcludedAt: concluded?.reviewed === figures.desk.revisado ? concluded.concludedAt.toISOString() : null,
      blockers: closure ? [] : refusals.filter((refusal) => refusal !== undefined).map(messageFor),
    };
  }
}

async function refusalOf(check: () => unknown): Promise<DomainError | undefined> {
  try {
    await check();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return undefined;
}
