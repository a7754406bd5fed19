import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetAssistedCapture, GetOffice, rulesFor } from '../processes/index.js';
import { assistedFaults, partsExpected, type AssistedFault } from './domain/assisted-capture.js';
import { electorKeyInput, provisionalKeyInputs } from './domain/elector-key.js';
import type { ReportedClass } from './domain/reported-class.js';
import { isInScope } from './domain/scope.js';
import { CitizenReceiptDue } from './events/citizen-receipt-due.js';
import { SupportVerified } from './events/support-verified.js';
import { checkImages } from './images/check-images.js';
import { personalContext, type PersonalData } from './persistence/personal-data.js';
import {
  findSupport,
  reclassify,
  reclassifyLeft,
  waitForElectors,
  type SupportRecord,
} from './persistence/support-records.js';
import { ElectoralRoll, NoRollCutError, type Match } from './roll/roll-port.js';
import { SupportOpener, UnsealError, type OpenedSupport } from './unseal/support-opener.js';
import { normaliseFields, type CredentialTypeKey } from './wire/identifiers/index.js';

const SYSTEM = systemActor('verification');

/** What a record is matched by, opened for the work at hand and kept nowhere. */
interface Opened extends PersonalData {
  readonly credentialType: CredentialTypeKey;
}

/**
 * The way of a support through verification, the first time and again: opened, matched, its duplicates found, its
 * class derived. Taken again it does what was not done before, and nothing else.
 */
@Injectable()
export class VerificationSteps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly opener: SupportOpener,
    private readonly roll: ElectoralRoll,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @param support nobody else may be changing it: new, or locked by {@link lockSupport}. */
  async take(support: SupportRecord, cause: string): Promise<ReportedClass> {
    const isFirst = support.state !== 'verified';
    const opened = isFirst ? await this.#open(support) : await this.#kept(support);
    if (opened === undefined) return support.reportedClass;
    const match = await this.#match(support, opened);
    if (!isFirst && !match) return support.reportedClass;
    if (match) await this.#keepAnswer(support, opened, match);
    const now = this.clock.now();
    const reported = await reclassify(this.work, await findSupport(this.work, support.id, true), cause, now);
    const { electorKey } = await findSupport(this.work, support.id);
    if (support.electorKey && (!electorKey || !support.electorKey.equals(electorKey))) {
      await reclassifyLeft(this.work, support, support.electorKey, now);
    }
    await this.#announce(support.id, isFirst && opened.email !== undefined);
    return reported;
  }

  async #open(support: SupportRecord): Promise<Opened | undefined> {
    try {
      const opened = await this.opener.open(support.blobKey, support.manifestDigest);
      await this.#keepOpened(support, opened);
      return opened;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      await this.#quarantine(support, error);
      return undefined;
    }
  }

  /** Tried again in vain it stays in quarantine, with the cause as it is now. */
  async #quarantine({ id, processId }: SupportRecord, { unsealCause: cause, detail }: UnsealError): Promise<void> {
    const known = await this.work.sql(
      `update verification.quarantine set cause = $2, detail = $3 where support_id = $1 and resolved_at is null
       returning id`,
      [id, cause, detail],
    );
    if (known.length === 0) {
      await this.work.sql(
        `insert into verification.quarantine (support_id, cause, detail, at) values ($1, $2, $3, $4)`,
        [id, cause, detail, this.clock.now()],
      );
      await this.work.sql(`update verification.support set state = 'quarantined' where id = $1`, [id]);
      this.work.count('supports.quarantined', { processId, cause }, 1);
    }
    this.work.audit({ subject: ['support', id], stream: processId, details: { quarantine: cause } });
  }

  async #keepOpened({ id, processId }: SupportRecord, opened: OpenedSupport): Promise<void> {
    const { read, typed, email, assisted } = opened;
    const personal: PersonalData = {
      read,
      typed,
      ...(email === undefined ? {} : { email }),
      ...(assisted && { assisted }),
    };
    await this.work.sql(
      `update verification.support set state = 'verified', credential_type = $2, captured_at = $3,
         image_problems = $4, personal = $5, reading = $6, face_check = $7, assisted = $8, assisted_faults = $9
       where id = $1`,
      [
        id,
        opened.credentialType,
        opened.capturedAt,
        await checkImages(opened.parts, partsExpected(assisted)),
        await this.cipher.encrypt(JSON.stringify(personal), personalContext(id)),
        opened.reading ?? null,
        opened.faceCheck ?? null,
        assisted !== undefined,
        await this.#assistedFaults(processId, opened),
      ],
    );
    await this.work.sql(
      `update verification.quarantine set resolved_at = $2 where support_id = $1 and resolved_at is null`,
      [id, this.clock.now()],
    );
  }

  async #assistedFaults(processId: string, { assisted, parts, capturedAt }: OpenedSupport): Promise<AssistedFault[]> {
    if (!assisted) return [];
    const versions = await this.dispatcher.ask(SYSTEM, new GetAssistedCapture({ processId }));
    return assistedFaults(assisted, parts, rulesFor(versions, capturedAt));
  }

  async #kept({ id }: SupportRecord): Promise<Opened> {
    const [row] = await this.work.sql<{ credentialType: CredentialTypeKey; personal: Buffer }>(
      `select credential_type as "credentialType", personal from verification.support where id = $1`,
      [id],
    );
    if (!row) throw new Error('the support was there a moment ago');
    const personal = JSON.parse(await this.cipher.decryptText(row.personal, personalContext(id))) as PersonalData;
    return { ...personal, credentialType: row.credentialType };
  }

  /**
   * Without a roll cut the record stays 'en procesamiento': nobody is 'not found' because nothing was asked.
   * @returns undefined also when this cut has already answered.
   */
  async #match({ id, processId, receivedAt }: SupportRecord, opened: Opened): Promise<Match | undefined> {
    const [row] = await this.work.sql<{ named: string | null; known: string | null }>(
      `select (select cut from verification.closing_cut where process_id = $2) as named, roll_cut as known
       from verification.support where id = $1`,
      [id, processId],
    );
    const { credentialType, read, typed } = opened;
    const question = { id, credentialType, read, typed, asOf: receivedAt };
    try {
      const named = row?.named ?? undefined;
      // An answer is never asked for anew but with the cut named for the close.
      if (row?.known && (named === undefined || named === row.known)) return undefined;
      const [match] = await this.roll.match([named === undefined ? question : { ...question, cut: named }]);
      return match;
    } catch (error) {
      if (error instanceof NoRollCutError) return undefined;
      throw error;
    }
  }

  /** Answers are only added to; the support shows the newest. */
  async #keepAnswer(support: SupportRecord, opened: Opened, match: Match): Promise<void> {
    const { id, processId, officeId } = support;
    const at = this.clock.now();
    const matched = match.outcome === 'matched' ? match : undefined;
    const elector = matched?.elector;
    const status = elector?.registryStatus ?? 'no-encontrado';
    const office = await this.dispatcher.ask(SYSTEM, new GetOffice({ officeId }));
    const key = elector ? await this.#digest(electorKeyInput({ processId, officeId }, elector.stableKey)) : null;
    await waitForElectors(this.work, key && support.electorKey?.equals(key) ? [key] : [support.electorKey, key]);
    await this.work.sql(
      `insert into verification.roll_answer (support_id, cut, source, outcome, registry_status, baja_cause, matched_by, answered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[id, match.cut.name, match.cut.source, match.outcome, status],
        ...[elector?.bajaCause ?? '', matched?.matchedBy, at],
      ],
    );
    await this.work.sql(
      `update verification.support set registry_status = $2, baja_cause = $3, matched_by = $4, match_conflict = $5,
         roll_cut = $6, matched_at = $7, elector_entidad = $8, elector_distrito = $9, elector_municipio = $10,
         elector_seccion = $11, elector_key = $12, in_scope = $13, duplicate = null where id = $1`,
      [
        ...[id, status, elector?.bajaCause ?? '', matched?.matchedBy, match.outcome === 'conflict'],
        ...[match.cut.name, at, elector?.entidad, elector?.distrito, elector?.municipio, elector?.seccion],
        ...[key, elector ? isInScope(office, elector) : true],
      ],
    );
    await this.#reconcileKeys(support, opened, elector !== undefined);
  }

  /** A matched record is known by its elector alone; without a match, by each identifier, provisionally (decision 11). */
  async #reconcileKeys(
    { id, processId, officeId }: SupportRecord,
    { read, typed }: Opened,
    isMatched: boolean,
  ): Promise<void> {
    await this.work.sql(`delete from verification.provisional_key where support_id = $1`, [id]);
    if (isMatched) return;
    const fields = { ...normaliseFields(read), ...normaliseFields(typed) };
    for (const input of provisionalKeyInputs({ processId, officeId }, fields)) {
      await this.work.sql(
        `insert into verification.provisional_key (support_id, digest) values ($1, $2) on conflict do nothing`,
        [id, await this.#digest(input)],
      );
    }
  }

  #digest({ keyName, parts }: { readonly keyName: string; readonly parts: readonly string[] }): Promise<Buffer> {
    return this.hash.digest(keyName, parts);
  }

  async #announce(supportId: string, owesCitizen: boolean): Promise<void> {
    const { folio, processId, entidad, aspirantId, registryStatus, reportedClass, assisted } = await findSupport(
      this.work,
      supportId,
    );
    const facts = { supportId, folio, processId, entidad, aspirantId, reportedClass, registryStatus, assisted };
    this.work.publish(new SupportVerified({ ...facts, needsReview: true }));
    if (owesCitizen) this.work.publish(new CitizenReceiptDue({ supportId }));
    this.work.audit({
      subject: ['support', supportId],
      stream: processId,
      details: { class: reportedClass, registryStatus },
    });
  }
}
