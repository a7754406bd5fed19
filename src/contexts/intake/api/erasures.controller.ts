import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { ReportErased } from '../commands/report-erased.js';
import { RequestErasure } from '../commands/request-erasure.js';
import type { Announcement, ErasureAnswer } from '#electoral/wire';

/** Devices ask whether they may erase records long after the grace period (decision 7). */
@Access('proof')
@Controller('api/v1/erasures')
export class ErasuresController {
  readonly #anyone: Actor = anonymous(new Set(['intake.announce']));

  constructor(private readonly dispatcher: Dispatcher) {}

  @Post('requests')
  @HttpCode(200)
  async request(@Body() body: Announcement): Promise<{ answers: ErasureAnswer[] }> {
    return { answers: await this.dispatcher.run(this.#anyone, new RequestErasure(body)) };
  }

  /** Earlier versions of the app erased without asking, and report it here. */
  @Post()
  @HttpCode(204)
  async report(@Body() body: Announcement): Promise<void> {
    await this.dispatcher.run(this.#anyone, new ReportErased(body));
  }
}
