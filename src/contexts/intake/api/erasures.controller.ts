import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { ReportErased } from '../commands/report-erased.js';
import type { Announcement } from '#electoral/wire';

/** Devices report records that expired and were erased before upload (decision 7). */
@Access('proof')
@Controller('api/v1/erasures')
export class ErasuresController {
  readonly #anyone: Actor = anonymous(new Set(['intake.announce']));

  constructor(private readonly dispatcher: Dispatcher) {}

  @Post()
  @HttpCode(204)
  async report(@Body() body: Announcement): Promise<void> {
    await this.dispatcher.run(this.#anyone, new ReportErased(body));
  }
}
