import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { AnnounceSupports } from '../commands/announce-supports.js';
import type { AnnouncementResult, Announcement } from '#electoral/wire';

/** Devices announce their pending uploads (decision 6). Needs no blob store, so it still works while uploads fail. */
@Access('proof')
@Controller('api/v1/announcements')
export class AnnouncementsController {
  readonly #anyone: Actor = anonymous(new Set(['intake.announce']));

  constructor(private readonly dispatcher: Dispatcher) {}

  @Post()
  @HttpCode(200)
  async announce(@Body() body: Announcement): Promise<{ announced: AnnouncementResult[] }> {
    return { announced: await this.dispatcher.run(this.#anyone, new AnnounceSupports(body)) };
  }
}
