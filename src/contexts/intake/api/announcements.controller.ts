import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { Access } from '../../../kernel/http/route-access.js';
import { AnnounceSupports } from '../commands/announce-supports.js';
import { UnknownDevices, devicesOf, manifestsOf } from '../unknown-devices.js';
import type { AnnouncementResult, Announcement } from '#electoral/wire';

/** Devices announce their pending uploads (decision 6). Needs no blob store, so it still works while uploads fail. */
@Access('proof')
@Controller('api/v1/announcements')
export class AnnouncementsController {
  readonly #anyone: Actor = anonymous(new Set(['intake.announce']));

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly unknownDevices: UnknownDevices,
  ) {}

  @Post()
  @HttpCode(200)
  async announce(@Body() body: Announcement, @Req() request: Request): Promise<{ announced: AnnouncementResult[] }> {
    const network = clientNetwork(request);
    const manifests = manifestsOf(body);
    await this.unknownDevices.admit(network, manifests);
    const announced = await this.dispatcher.run(this.#anyone, new AnnounceSupports(body));
    const deviceIds = devicesOf(manifests);
    announced.forEach(({ state }, index) => {
      if (state === 'announced') this.unknownDevices.authenticated(deviceIds[index] ?? '');
    });
    const codes = announced.flatMap((one) => (one.state === 'refused' ? [one.code] : []));
    await this.unknownDevices.refused(network, codes);
    return { announced };
  }
}
