import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { auxiliaryActor } from '../device-actor.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { ListReceipts } from '../queries/list-receipts.js';
import type { ReceiptsPage } from '#electoral/wire';

/** The app's requests need a quarter of this. */
const MAX_REQUEST_BYTES = 4096;

/** A re-enrolled device downloads the receipts of its auxiliary (§8.13). */
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
    const { device, receiptsRequest } = await this.devices.authenticateRequest(await readBody(request));
    const { auxiliaryId } = device;
    return this.dispatcher.ask(auxiliaryActor(device), new ListReceipts({ auxiliaryId, after: receiptsRequest.after }));
  }
}

/** Truncates an oversized body, so that its signature check fails. */
async function readBody(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('ascii').trim();
}
