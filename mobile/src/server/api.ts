import { z } from 'zod';
import {
  announcementResultSchema,
  CONTAINER_TYPE,
  deviceReviewSchema,
  erasureAnswerSchema,
  maintenanceSchema,
  privacyNoticeSchema,
  problemSchema,
  receiptsPageSchema,
  type AnnouncementResult,
  type Announcement,
  type ErasureAnswer,
  type MaintenanceNotice,
  type PrivacyNotice,
  type ReceiptsPage,
} from '#electoral/wire';
import type { RootJwk } from '../crypto/index.js';
import { BusyError, OfflineError, RefusedError } from './errors.js';
import { SERVER_URL } from './settings.js';

export * from './errors.js';

const ticketSchema = z.object({
  ticket: z.string(),
  /** Absent if Facebook does not provide it. */
  email: z.string().optional(),
  provider: z.string(),
});
/** The duties that an auxiliary must accept (§6.9). */
const dutiesSchema = z.object({
  version: z.string(),
  title: z.string(),
  items: z.array(z.string()).min(1),
  commitment: z.string(),
});
const pendingEnrolmentSchema = z.object({
  enrolmentId: z.string(),
  challenge: z.string(),
  processId: z.uuid(),
  processName: z.string(),
  auxiliaryId: z.uuid(),
  /** Absent if the server is older. */
  auxiliaryName: z.string().optional(),
  /** The auxiliary's registered devices (§7.6). */
  devices: z.object({ active: z.int(), allowed: z.int() }),
  duties: dutiesSchema,
});
const enrolledSchema = z.object({
  deviceId: z.uuid(),
  lease: z.string(),
  status: z.string(),
  /** Absent once the device is admitted, or if the server is older. */
  review: deviceReviewSchema.optional(),
});
const renewedSchema = z.object({ lease: z.string(), serverTime: z.iso.datetime(), duties: dutiesSchema.optional() });
const announcementsSchema = z.object({ announced: z.array(announcementResultSchema) });
const erasureAnswersSchema = z.object({ answers: z.array(erasureAnswerSchema) });
const receivedSchema = z.object({ receipt: z.string() });
/** Number of bytes of an interrupted upload that the server has. */
const partialSchema = z.object({ offset: z.int().min(0) });

export type SignInTicket = z.infer<typeof ticketSchema>;
export type Duties = z.infer<typeof dutiesSchema>;
export type PendingEnrolment = z.infer<typeof pendingEnrolmentSchema>;
export type EnrolledDevice = z.infer<typeof enrolledSchema>;
export type RenewedLease = z.infer<typeof renewedSchema>;

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const REQUEST_TIMEOUT_MS = 30_000;
/** Enough for 16 MB on a slow connection. */
const UPLOAD_TIMEOUT_MS = 180_000;

/** Client of the server's API. Every call may throw OfflineError, BusyError or RefusedError. */
export class Server {
  constructor(private readonly url: string = SERVER_URL) {}

  async root(): Promise<RootJwk> {
    return (await (await this.#request('/app/root.jwk.json')).json()) as RootJwk;
  }

  /**
   * @param root kid of the root key that must have signed it.
   * @returns a compact JWS, not yet verified.
   */
  async keySet(root = ''): Promise<string> {
    const query = new URLSearchParams({ version: '2', ...(root && { root }) });
    const jws = (await (await this.#request(`/api/v1/keys?${query.toString()}`)).text()).trim();
    if (!COMPACT_JWS.test(jws)) throw new OfflineError('not our server');
    return jws;
  }

  /** The full text of the notice in force. */
  async privacyNotice(): Promise<PrivacyNotice> {
    return parseBody(privacyNoticeSchema, await this.#request('/api/v1/privacy-notice'));
  }

  /** @param from set if the redirect must open a packaged app instead of the web app. */
  signInUrl(
    provider: 'google' | 'facebook',
    { challenge, state }: { challenge: string; state: string },
    from?: 'package',
  ): string {
    const query = new URLSearchParams({ challenge, state, ...(from && { from }) });
    return `${this.url}/sign-in/app/${provider}?${query.toString()}`;
  }

  async redeemCode(code: string, verifier: string): Promise<SignInTicket> {
    return parseBody(ticketSchema, await this.#post('/api/v1/sign-in/token', { code, verifier }));
  }

  async startEnrolment(ticket: string, ids: { idProceso: string; idAuxiliar: string }): Promise<PendingEnrolment> {
    const answer = await this.#post('/api/v1/enrolments/challenge', ids, { authorization: `Bearer ${ticket}` });
    return parseBody(pendingEnrolmentSchema, answer);
  }

  async enrol(ticket: string, enrolmentId: string, container: Uint8Array): Promise<EnrolledDevice> {
    const answer = await this.#put(`/api/v1/enrolments/${encodeURIComponent(enrolmentId)}`, container, {
      authorization: `Bearer ${ticket}`,
    });
    return parseBody(enrolledSchema, answer);
  }

  async renewLease(signedRequest: string): Promise<RenewedLease> {
    const headers = { 'content-type': 'application/jose' };
    const answer = await this.#request('/api/v1/leases', { method: 'POST', headers, body: signedRequest });
    return parseBody(renewedSchema, answer);
  }

  /** The period of a device (docs/wire.md), as a compact JWS that is not yet verified. */
  async devicePeriod(deviceId: string, nonce: string, appVersion: string): Promise<string> {
    const query = new URLSearchParams({ nonce, version: appVersion, understands: 'review', reasons: 'true' });
    const path = `/api/v1/devices/${encodeURIComponent(deviceId)}/period?${query.toString()}`;
    const jws = (await (await this.#request(path)).text()).trim();
    if (!COMPACT_JWS.test(jws)) throw new OfflineError('not our server');
    return jws;
  }

  /**
   * @param signedRequest signed by the device.
   * @returns the receipts of its auxiliary, not yet verified.
   */
  async receipts(signedRequest: string): Promise<ReceiptsPage> {
    const headers = { 'content-type': 'application/jose' };
    const answer = await this.#request('/api/v1/receipts', { method: 'POST', headers, body: signedRequest });
    return parseBody(receiptsPageSchema, answer);
  }

  /** The current or announced maintenance (§10.2); null if there is none. */
  async maintenance(): Promise<MaintenanceNotice | null> {
    return maintenanceSchema.parse(await (await this.#request('/api/v1/maintenance')).json()).maintenance;
  }

  /** @returns compact JWS of the receipt, not yet verified. */
  async sendSupport(folio: string, container: Uint8Array): Promise<string> {
    const answer = await this.#put(`/api/v1/supports/${encodeURIComponent(folio)}`, container);
    return (await parseBody(receivedSchema, answer)).receipt;
  }

  /**
   * Resumes an interrupted upload from the offset that the server reports (docs/wire.md, §8.13). Sends the whole
   * container if the server has nothing or cannot use what it has.
   * @returns the same as {@link Server.sendSupport}.
   */
  async resumeSupport(folio: string, integrityCode: string, container: Uint8Array): Promise<string> {
    const path = `/api/v1/supports/${encodeURIComponent(folio)}/partial/${integrityCode}`;
    const offset = await this.#uploadedBytes(path);
    if (offset === 0 || offset >= container.length) return this.sendSupport(folio, container);
    try {
      const rest = container.subarray(offset);
      const answer = await this.#upload('PATCH', `${path}?offset=${String(offset)}`, rest);
      return (await parseBody(receivedSchema, answer)).receipt;
    } catch (error) {
      // A signed refusal is about the record; any other is about the partial upload.
      if (!(error instanceof RefusedError) || error.problem.refusal !== undefined) throw error;
      return this.sendSupport(folio, container);
    }
  }

  /** @returns 0 if the server has nothing or refuses the request; the whole container may always be sent. */
  async #uploadedBytes(path: string): Promise<number> {
    try {
      return (await parseBody(partialSchema, await this.#request(path))).offset;
    } catch (error) {
      if (error instanceof BusyError) throw error;
      return 0;
    }
  }

  /** Announces signed manifests before their containers are uploaded (decision 6). */
  async announce(announcement: Announcement): Promise<readonly AnnouncementResult[]> {
    return (await parseBody(announcementsSchema, await this.#post('/api/v1/announcements', announcement))).announced;
  }

  /** Asks whether unsent records may be erased (decision 7). */
  async requestErasure(unsent: Announcement): Promise<readonly ErasureAnswer[]> {
    return (await parseBody(erasureAnswersSchema, await this.#post('/api/v1/erasures/requests', unsent))).answers;
  }

  /** Reports records that an earlier version of the app erased unsent (decision 7). */
  async reportErased(erased: Announcement): Promise<void> {
    await this.#post('/api/v1/erasures', erased);
  }

  #post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.#request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  #put(path: string, container: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return this.#upload('PUT', path, container, headers);
  }

  #upload(
    method: 'PUT' | 'PATCH',
    path: string,
    container: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#request(
      path,
      { method, headers: { 'content-type': CONTAINER_TYPE, ...headers }, body: container as BufferSource },
      UPLOAD_TIMEOUT_MS,
    );
  }

  async #request(path: string, init: RequestInit = {}, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(this.url + path, {
        ...init,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch {
      throw new OfflineError('no answer');
    }
    if (answer.ok) return answer;
    if (answer.status === 429 || answer.status >= 500) throw new BusyError(retryAfter(answer));
    const problem = problemSchema.safeParse(await answer.json().catch(() => undefined));
    // The response came from a captive portal or a proxy, not from the server.
    if (!problem.success) throw new OfflineError('not our server');
    throw new RefusedError(problem.data);
  }
}

/** @throws OfflineError for a truncated response, or one that came from a captive portal. */
async function parseBody<Body>(schema: z.ZodType<Body>, answer: Response): Promise<Body> {
  const parsed = schema.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) throw new OfflineError('not our server');
  return parsed.data;
}

function retryAfter(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
