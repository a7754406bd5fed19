import { Injectable } from '@nestjs/common';
import { AuditedDetails, type AuditedDetail, type AuditedDetailFilter } from '../../kernel/audit/audited-details.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { keyThumbprint, type PublicKeyJwk } from './domain/opl-public-key.js';
import type { PeriodsOfOffice } from './persistence/process-records.js';

/** Detail in the entry of a capture period. The entries of releases in which no period waited for a key lack it. */
export const WAITS_FOR_KEY = 'waitsForKey';
/** Detail in the entry of a waiver. */
export const WAIVED = 'waived';

const THUMBPRINT = 'thumbprint';

/** The process of {@link PeriodsOfOffice}. */
type GatedProcess = Pick<PeriodsOfOffice, 'processId' | 'practice'>;

/**
 * The OPL's key and the opening of capture (decisions 4 and 66) as the audit trail recorded them. Someone who can write
 * to the database can insert the rows; the MAC of an entry needs a key that is outside the database.
 */
@Injectable()
export class OplKeyAnchors {
  /** The processes found to be open to capture, cached because every received record asks and the answer stays. */
  readonly #open = new Set<string>();

  constructor(
    private readonly work: UnitOfWork,
    private readonly auditedDetails: AuditedDetails,
  ) {}

  /** The periods of an office; all are inactive if no entry says that capture may open. */
  async checked(found: PeriodsOfOffice): Promise<PeriodsOfOffice> {
    if (!found.periods.some(({ active }) => active) || (await this.mayOpen(found))) return found;
    return { ...found, periods: found.periods.map((period) => ({ ...period, active: false })) };
  }

  /** Whether it is for practice, the OPL proved a key, or DERFE waived the proof. */
  async mayOpen({ processId, practice }: GatedProcess): Promise<boolean> {
    const name = `${processId} ${String(practice)}`;
    if (this.#open.has(name)) return true;
    const mayOpen = practice ? await this.#isPractice(processId) : await this.#isOpening(processId);
    if (mayOpen) this.#open.add(name);
    return mayOpen;
  }

  /** Whether this is the key that the OPL proved last. */
  async isInForce(processId: string, key: PublicKeyJwk): Promise<boolean> {
    const proofs = await this.#proofs(processId, await this.#keys(processId));
    return proofs.at(-1)?.value === keyThumbprint(key);
  }

  /** Whether the trail recorded the registration of this key for the process. */
  async isRegistered(processId: string, keyId: string): Promise<boolean> {
    const key = (await this.#keys(processId)).find(({ id }) => id === keyId);
    const entries = await this.#entries(processId, {
      ...{ subjectKind: 'opl-public-key', subjectIds: [keyId], detail: THUMBPRINT },
      actions: ['processes.register-opl-public-key'],
    });
    return key !== undefined && entries.some(({ value }) => value === keyThumbprint(key.jwk));
  }

  async #isPractice(processId: string): Promise<boolean> {
    const entries = await this.#entries(processId, {
      ...{ subjectKind: 'process', subjectIds: [processId], detail: 'practice' },
      actions: ['processes.create-process', 'processes.correct-process'],
    });
    return entries.at(-1)?.value === 'true';
  }

  async #isOpening(processId: string): Promise<boolean> {
    const waivers = await this.#entries(processId, {
      ...{ subjectKind: 'process', subjectIds: [processId], detail: WAIVED },
      actions: ['processes.waive-opl-key'],
    });
    if (waivers.length > 0) return true;
    const proofs = await this.#proofs(processId, await this.#keys(processId));
    return proofs.length > 0 || (await this.#hasPeriodBeforeTheRule(processId));
  }

  /** Whether a period was set by a release in which none waited for a key. */
  async #hasPeriodBeforeTheRule(processId: string): Promise<boolean> {
    const periods = await this.work.sql<{ id: string }>(
      'select id from processes.capture_period where process_id = $1',
      [processId],
    );
    const periodEntries = {
      subjectKind: 'capture-period',
      subjectIds: periods.map(({ id }) => id),
      actions: ['processes.set-capture-period'],
    };
    const all = await this.#entries(processId, { ...periodEntries, detail: 'version' });
    const waiting = await this.#entries(processId, { ...periodEntries, detail: WAITS_FOR_KEY });
    return all.length > waiting.length;
  }

  /** In the order of their entries. */
  #proofs(processId: string, keys: readonly { readonly id: string }[]): Promise<AuditedDetail[]> {
    return this.#entries(processId, {
      ...{ subjectKind: 'opl-public-key', subjectIds: keys.map(({ id }) => id), detail: THUMBPRINT },
      actions: ['processes.prove-opl-public-key'],
    });
  }

  #keys(processId: string): Promise<{ readonly id: string; readonly jwk: PublicKeyJwk }[]> {
    return this.work.sql('select id, jwk from processes.opl_public_key where process_id = $1', [processId]);
  }

  async #entries(processId: string, filter: AuditedDetailFilter): Promise<AuditedDetail[]> {
    return (await this.auditedDetails.find(filter)).filter(({ stream }) => stream === processId);
  }
}
