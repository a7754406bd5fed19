import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { Access } from '../../../kernel/http/route-access.js';
import { ReportErased } from '../commands/report-erased.js';
import { RequestErasure } from '../commands/request-erasure.js';
import { UnknownDevices, devicesOf, manifestsOf } from '../unknown-devices.js';
import type { Announcement, ErasureAnswer } from '#electoral/wire';

/** Devices ask whether they may erase records long after the grace period (decision 7). */
@Access('proof')
@Controller('api/v1/erasures')
export class ErasuresController {
  readonly #anyone: Actor = anonymous(new Set(['intake.announce']));

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly unknownDevices: UnknownDevices,
  ) {}

  @Post('requests')
  @HttpCode(200)
  async request(@Body() body: Announcement, @Req() request: Request): Promise<{ answers: ErasureAnswer[] }> {
    const network = clientNetwork(request);
    const manifests = manifestsOf(body);
    await this.unknownDevices.admit(network, manifests);
    const answers = await this.dispatcher.run(this.#anyone, new RequestErasure(body));
    const doubtful = devicesOf(manifests).filter((_, index) => answers[index]?.state === 'keep');
    await this.unknownDevices.countUnlessKnown(network, doubtful);
    return { answers };
  }

  /** Earlier versions of the app erased without asking, and report it here. */
  @Post()
  @HttpCode(204)
  async report(@Body() body: Announcement, @Req() request: Request): Promise<void> {
    const network = clientNetwork(request);
    await this.unknownDevices.admit(network, manifestsOf(body));
    const refusals = await this.dispatcher.run(this.#anyone, new ReportErased(body));
    await this.unknownDevices.refused(network, refusals);
  }
}
