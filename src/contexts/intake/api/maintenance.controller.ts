import { Controller, Get, Header } from '@nestjs/common';
import { anonymous } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { singleFlight } from '../../../kernel/http/single-flight.js';
import { GetMaintenance } from '../queries/get-maintenance.js';
import type { MaintenanceNotice } from '#electoral/wire';

/** Lets the app announce in advance when uploads will not be accepted (§10.2). */
@Access('open')
@Controller('api/v1/maintenance')
export class MaintenanceController {
  readonly #notice = singleFlight(() => this.dispatcher.ask(anonymous(), new GetMaintenance({})));

  constructor(private readonly dispatcher: Dispatcher) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async get(): Promise<{ maintenance: MaintenanceNotice | null }> {
    return { maintenance: await this.#notice() };
  }
}
