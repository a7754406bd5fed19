import { z } from 'zod';
import {
  announcedSchema,
  CONTAINER_TYPE,
  maintenanceSchema,
  privacyNoticeSchema,
  problemSchema,
  receiptsPageSchema,
  type Announced,
  type Announcement,
  type MaintenanceNotice,
  type PrivacyNotice,
  type Problem,
  type ReceiptsPage,
} from '../../../src/contexts/intake/wire/index.js';
import type { RootJwk } from '../crypto/index.js';
import { SERVER_URL } from './settings.js';

/** No answer came: no network, or nothing at its end. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** The server asks for patience. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  constructor(readonly retryAfterMs: number | undefined) {
    super('the server is busy');
  }
}

/** The server answered, and the answer is no. `problem.detail` is for the person. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

const ticketSchema = z.object({
  ticket: z.string(),
  /** Absent where Facebook gives none. */
  email: z.string().optional(),
  provider: z.string(),
});
/** The text an auxiliary is to accept (§6.9). */
const dutiesSchema = z.object({
  version: z.string(),
  title: z.string(),
  items: z.array(z.string()).min(1),
  commitment: z.string(),
});
const begunSchema = z.object({
  enrolmentId: z.string(),
  challenge: z.string(),
  processId: z.uuid(),
  processName: z.string(),
  auxiliaryId: z.uuid(),
  /** What this auxiliary has already (§7.6). */
  devices: z.object({ active: z.int(), allowed: z.int() }),
  duties: dutiesSchema,
});
const enrolledSchema = z.object({ deviceId: z.uuid(), lease: z.string(), status: z.string() });
const renewedSchema = z.object({ lease: z.string(), serverTime: z.iso.datetime(), duties: dutiesSchema.optional() });
const announcementsSchema = z.object({ announced: z.array(announcedSchema) });
const receivedSchema = z.object({ receipt: z.string() });

export type SignInTicket = z.infer<typeof ticketSchema>;
export type Duties = z.infer<typeof dutiesSchema>;
export type BegunEnrolment = z.infer<typeof begunSchema>;
export type EnrolledDevice = z.infer<typeof enrolledSchema>;
export type RenewedLease = z.infer<typeof renewedSchema>;

const SHORT_MS = 30_000;
/** 16 MB on a slow line. */
const LONG_MS = 180_000;

/** The server as the app knows it. Every call fails with OfflineError, BusyError or RefusedError. */
export class Server {
  constructor(private readonly url: string = SERVER_URL) {}

  async root(): Promise<RootJwk> {
    return (await (await this.#ask('/app/root.jwk.json')).json()) as RootJwk;
  }

  async keySet(): Promise<string> {
    return (await this.#ask('/api/v1/keys')).text();
  }

  /** The notice in full, as it is in force. */
  async privacyNotice(): Promise<PrivacyNotice> {
    return privacyNoticeSchema.parse(await (await this.#ask('/api/v1/privacy-notice')).json());
  }

  signInUrl(provider: 'google' | 'facebook', { challenge, state }: { challenge: string; state: string }): string {
    return `${this.url}/sign-in/app/${provider}?${new URLSearchParams({ challenge, state }).toString()}`;
  }

  async redeemCode(code: string, verifier: string): Promise<SignInTicket> {
    return ticketSchema.parse(await (await this.#post('/api/v1/sign-in/token', { code, verifier })).json());
  }

  async beginEnrolment(ticket: string, ids: { idProceso: string; idAuxiliar: string }): Promise<BegunEnrolment> {
    const answer = await this.#post('/api/v1/enrolments/challenge', ids, { authorization: `Bearer ${ticket}` });
    return begunSchema.parse(await answer.json());
  }

  async enrol(ticket: string, enrolmentId: string, container: Uint8Array): Promise<EnrolledDevice> {
    const answer = await this.#put(`/api/v1/enrolments/${encodeURIComponent(enrolmentId)}`, container, {
      authorization: `Bearer ${ticket}`,
    });
    return enrolledSchema.parse(await answer.json());
  }

  async renewLease(signedRequest: string): Promise<RenewedLease> {
    const headers = { 'content-type': 'application/jose' };
    const answer = await this.#ask('/api/v1/leases', { method: 'POST', headers, body: signedRequest });
    return renewedSchema.parse(await answer.json());
  }

  /** @param signedRequest by the device. @returns receipts of its auxiliary, not yet verified. */
  async receipts(signedRequest: string): Promise<ReceiptsPage> {
    const headers = { 'content-type': 'application/jose' };
    const answer = await this.#ask('/api/v1/receipts', { method: 'POST', headers, body: signedRequest });
    return receiptsPageSchema.parse(await answer.json());
  }

  /** The maintenance under way or announced (§10.2); null when there is none. */
  async maintenance(): Promise<MaintenanceNotice | null> {
    return maintenanceSchema.parse(await (await this.#ask('/api/v1/maintenance')).json()).maintenance;
  }

  /** @returns compact JWS of the receipt, not yet verified. */
  async sendSupport(folio: string, container: Uint8Array): Promise<string> {
    const answer = await this.#put(`/api/v1/supports/${encodeURIComponent(folio)}`, container);
    return receivedSchema.parse(await answer.json()).receipt;
  }

  /** Makes signed manifests known before their bytes (decision 6). */
  async announce(announcement: Announcement): Promise<readonly Announced[]> {
    return announcementsSchema.parse(await (await this.#post('/api/v1/announcements', announcement)).json()).announced;
  }

  #post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  #put(path: string, container: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    return this.#ask(
      path,
      { method: 'PUT', headers: { 'content-type': CONTAINER_TYPE, ...headers }, body: container as BufferSource },
      LONG_MS,
    );
  }

  async #ask(path: string, init: RequestInit = {}, patience = SHORT_MS): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(this.url + path, {
        ...init,
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(patience),
      });
    } catch {
      throw new OfflineError('no answer');
    }
    if (answer.ok) return answer;
    if (answer.status === 429 || answer.status >= 500) throw new BusyError(retryAfter(answer));
    const problem = problemSchema.safeParse(await answer.json().catch(() => undefined));
    // A portal of some Wi-Fi, a proxy: whatever answered was not our server.
    if (!problem.success) throw new OfflineError('not our server');
    throw new RefusedError(problem.data);
  }
}

function retryAfter(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
