import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { anonymous, type Actor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { clientNetwork } from '../../../kernel/http/client-network.js';
import { PacedBodies } from '../../../kernel/http/paced-bodies.js';
import { Signing, type PublicJwk } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import type { PrivacyNotice } from '#electoral/wire';
import { BeginEnrolment, type EnrolmentChallenge } from '../commands/begin-enrolment.js';
import { EnrolDevice, type EnrolledDevice } from '../commands/enrol-device.js';
import { RenewLease, type RenewedLease } from '../commands/renew-lease.js';
import { FULL_PRIVACY_NOTICE } from '../domain/privacy-notice.js';
import { GetDevicePeriod } from '../queries/get-device-period.js';
import { GetKeySet } from '../queries/get-key-set.js';
import { UnknownSigners } from '../unknown-signers.js';
import { SignInTickets } from '../../accounts/index.js';

const CONTAINER_LIMIT = 16 * 1024 * 1024;
const LEASE_LIMIT = 4096;

/** API that the app calls before it can capture (§7.2–7.7). Callers authenticate with a ticket or a signature. */
@Controller()
export class EnrolmentController {
  readonly #anyone: Actor = anonymous(new Set(['devices.enrol']));

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly tickets: SignInTickets,
    private readonly signing: Signing,
    private readonly config: AppConfig,
    private readonly bodies: PacedBodies,
    private readonly unknownSigners: UnknownSigners,
  ) {}

  @Access('open')
  @Get('api/v1/keys')
  @Header('Content-Type', 'application/jose')
  @Header('Cache-Control', 'no-cache')
  keys(@Query('version') version: string | undefined, @Query('root') root: unknown): Promise<string> {
    const kid = typeof root === 'string' ? { root } : {};
    return this.dispatcher.ask(this.#anyone, new GetKeySet({ version: version === '2' ? 2 : 1, ...kid }));
  }

  /** Full notice for the app's menu. The app fetches it when a lease names a new version (§16.4). */
  @Access('open')
  @Get('api/v1/privacy-notice')
  @Header('Cache-Control', 'no-cache')
  privacyNotice(): PrivacyNotice {
    return FULL_PRIVACY_NOTICE;
  }

  /** Demonstration only; a packaged app contains the root key. */
  @Access('open')
  @Get('app/root.jwk.json')
  async root(): Promise<PublicJwk> {
    if (this.config.mode !== 'demonstration') throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
    return this.signing.publicJwk('root');
  }

  @Access('proof')
  @Post('api/v1/enrolments/challenge')
  @HttpCode(201)
  async begin(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: { idProceso: string; idAuxiliar: string } | undefined,
  ): Promise<EnrolmentChallenge> {
    const identity = await this.tickets.verify(authorization);
    const { idProceso = '', idAuxiliar = '' } = body ?? {};
    const challenge = await this.dispatcher.run(this.#anyone, new BeginEnrolment({ identity, idProceso, idAuxiliar }));
    if ('pending' in challenge) throw new DomainError('AUXILIARIES.ACCOUNT_UNCONFIRMED', { kind: 'forbidden' });
    return challenge;
  }

  @Access('proof')
  @Put('api/v1/enrolments/:enrolmentId')
  async enrol(
    @Headers('authorization') authorization: string | undefined,
    @Param('enrolmentId') enrolmentId: string,
    @Req() request: Request,
  ): Promise<EnrolledDevice> {
    const identity = await this.tickets.verify(authorization);
    const container = await this.#readBody(request, CONTAINER_LIMIT, '16 MB');
    return this.dispatcher.run(this.#anyone, new EnrolDevice({ identity, enrolmentId, container }));
  }

  @Access('proof')
  @Post('api/v1/leases')
  @HttpCode(200)
  async lease(@Req() request: Request): Promise<RenewedLease> {
    const jws = (await this.#readBody(request, LEASE_LIMIT, '4 KB')).toString('latin1').trim();
    return this.unknownSigners.watch(clientNetwork(request), undefined, () =>
      this.dispatcher.run(this.#anyone, new RenewLease({ jws })),
    );
  }

  /** The period and the server's time for the app's menu, where no device key is unlocked (§7.7). */
  @Access('open')
  @Get('api/v1/devices/:deviceId/period')
  @Header('Content-Type', 'application/jose')
  @Header('Cache-Control', 'no-store')
  period(
    @Param('deviceId') deviceId: string,
    @Query('nonce') nonce: string,
    @Query('version') appVersion: string,
    @Query('understands') understands: unknown,
    @Query('reasons') reasons: unknown,
  ): Promise<string> {
    const asked = { withReview: understands === 'review', withReasons: reasons === 'true' };
    return this.dispatcher.ask(this.#anyone, new GetDevicePeriod({ deviceId, nonce, appVersion, ...asked }));
  }

  /** @throws DomainError AUXILIARIES.ENROLMENT_TOO_LARGE as soon as the limit is exceeded, KERNEL.BODY_TOO_SLOW */
  async #readBody(request: Request, limit: number, limitLabel: string): Promise<Buffer> {
    const tooLarge = new DomainError('AUXILIARIES.ENROLMENT_TOO_LARGE', {
      kind: 'too-large',
      params: { limit: limitLabel },
    });
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.bodies.open(request)) {
      size += chunk.length;
      if (size > limit) throw tooLarge;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
