import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { isAlarm, type StatusFigure } from './status-source.js';
import { SystemStatus } from './system-status.js';

const input = z.object({});

export type StatusView = StatusFigure & { readonly alarm: boolean };

/** Backlogs and free space of the whole installation, alarms first. */
@QuerySpec({ name: 'kernel.get-system-status', permission: 'messages.read', input })
export class GetSystemStatus extends KernelQuery<z.infer<typeof input>, StatusView[]> {}

@QueryHandler(GetSystemStatus)
export class GetSystemStatusHandler implements IQueryHandler<GetSystemStatus> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly status: SystemStatus,
  ) {}

  async execute(): Promise<StatusView[]> {
    this.work.authorize({});
    const figures = (await this.status.figures()).map((one) => ({ ...one, alarm: isAlarm(one) }));
    return figures.sort((a, b) => Number(b.alarm) - Number(a.alarm));
  }
}
