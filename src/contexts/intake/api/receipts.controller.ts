import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { PacedBodies, type PacedBody } from '../../../kernel/http/paced-bodies.js';
import { Access } from '../../../kernel/http/route-access.js';
import { auxiliaryActor } from '../device-actor.js';
import { DeviceAuthenticator } from '../device-authenticator.js';
import { UnknownDevices } from '../unknown-devices.js';
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
    private readonly bodies: PacedBodies,
    private readonly unknownDevices: UnknownDevices,
  ) {}

  @Post()
  @HttpCode(200)
  async list(@Req() request: Request): Promise<ReceiptsPage> {
    const jws = await readBody(this.bodies.open(request));
    const network = clientNetwork(request);
    const { device, receiptsRequest } = await this.unknownDevices.watch(network, undefined, () =>
      this.devices.authenticateRequest(jws),
    );
    this.unknownDevices.authenticated(device.deviceId);
    const { auxiliaryId } = device;
    return this.dispatcher.ask(auxiliaryActor(device), new ListReceipts({ auxiliaryId, after: receiptsRequest.after }));
  }
}

/** Truncates an oversized body, so that its signature check fails. */
async function readBody(body: PacedBody): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1').trim();
}
