import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { auxiliaryActor } from '../device-actor.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { ListReceipts } from '../queries/list-receipts.js';
import type { ReceiptsPage } from '#electoral/wire';

/** Ours take a quarter of it. */
const LARGEST = 4096;

/** Where a device that was registered anew asks for the receipts of its auxiliary (§8.13). */
@Access('proof')
@Controller('api/v1/receipts')
export class ReceiptsController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly devices: DeviceAuthenticator,
  ) {}

  @Post()
  @HttpCode(200)
  async list(@Req() request: Request): Promise<ReceiptsPage> {
    const { device, asked } = await this.devices.authenticateRequest(await textOf(request));
    const { auxiliaryId } = device;
    return this.dispatcher.ask(auxiliaryActor(device), new ListReceipts({ auxiliaryId, after: asked.after }));
  }
}

/** What is longer than any request of ours comes back cut, and no signature holds over it. */
async function textOf(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('ascii').trim();
}
