import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SupportReceived } from '../../intake/index.js';
import { GetOffice } from '../../processes/index.js';
import { electorKeyInput, provisionalKeyInputs } from '../domain/elector-key.js';
import { isInScope } from '../domain/scope.js';
import { CitizenReceiptDue } from '../events/citizen-receipt-due.js';
import { SupportVerified } from '../events/support-verified.js';
import { checkImages } from '../images/check-images.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import {
  countClass,
  findSupport,
  reclassify,
  recordClass,
  type SupportRecord,
} from '../persistence/support-records.js';
import { ElectoralRoll, NoRollCutError, type Match } from '../roll/roll-port.js';
import { SupportOpener, UnsealError, type OpenedSupport } from '../unseal/support-opener.js';
import { normaliseFields } from '../wire/identifiers/index.js';

type Received = SupportReceived['payload'];

const ACTOR = 'verification.verify-support';

/**
 * Opens a received support, looks at its images, asks the roll, finds its duplicates and hands it to the desk.
 * What cannot be opened goes to quarantine with its cause; the sealed original stays as it came.
 */
@Injectable()
@Consumes(SupportReceived, ACTOR)
export class VerifySupport implements EventConsumer<SupportReceived> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly opener: SupportOpener,
    private readonly roll: ElectoralRoll,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle(received: Received): Promise<void> {
    await this.#register(received);
    const opened = await this.#open(received);
    if (opened === undefined) return;
    await this.#keepOpened(received, opened);
    const match = await this.#match(received, opened);
    if (match) await this.#keepAnswer(received, opened, match);
    const support = await findSupport(this.work, received.supportId, true);
    const reported = await reclassify(this.work, support, 'verified', this.clock.now());
    this.#announce(support, opened, reported);
  }

  /** From its first moment the record has a class, so that the classes sum to what was received. */
  async #register(received: Received): Promise<void> {
    const { supportId, folio, processId, officeId, aspirantId, auxiliaryId, entidad, receivedAt } = received;
    const { integrityCode, blobKey, manifestDigest } = received;
    await this.work.sql(
      `insert into verification.support (id, folio, process_id, office_id, aspirant_id, auxiliary_id, entidad, received_at,
         integrity_code, blob_key, manifest_digest, state, reported_class)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'received', 'en-procesamiento')`,
      [
        ...[supportId, folio, processId, officeId, aspirantId, auxiliaryId, entidad, receivedAt],
        ...[integrityCode, blobKey, manifestDigest],
      ],
    );
    await recordClass(this.work, { id: supportId }, null, {
      to: 'en-procesamiento',
      cause: 'received',
      at: this.clock.now(),
    });
    countClass(this.work, received, 'en-procesamiento', 1);
  }

  async #open({ supportId, processId, blobKey, manifestDigest }: Received): Promise<OpenedSupport | undefined> {
    try {
      return await this.opener.open(blobKey, manifestDigest);
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      await this.work.sql(
        `insert into verification.quarantine (support_id, cause, detail, at) values ($1, $2, $3, $4)`,
        [supportId, error.unsealCause, error.detail, this.clock.now()],
      );
      await this.work.sql(`update verification.support set state = 'quarantined' where id = $1`, [supportId]);
      this.work.count('supports.quarantined', { processId, cause: error.unsealCause }, 1);
      this.work.audit({
        subject: ['support', supportId],
        stream: processId,
        details: { quarantine: error.unsealCause },
      });
      return undefined;
    }
  }

  async #keepOpened({ supportId, flags }: Received, opened: OpenedSupport): Promise<void> {
    const { read, typed, email } = opened;
    const personal: PersonalData = { read, typed, ...(email === undefined ? {} : { email }) };
    await this.work.sql(
      `update verification.support set state = 'verified', credential_type = $2, captured_at = $3,
         image_problems = $4, personal = $5, out_of_period = $6 where id = $1`,
      [
        supportId,
        opened.credentialType,
        opened.capturedAt,
        await checkImages(opened.parts),
        await this.cipher.encrypt(JSON.stringify(personal), personalContext(supportId)),
        // What intake flags is about the instant of capture alone (decision 8).
        flags.length > 0,
      ],
    );
  }

  /** Without a roll cut the record stays 'en procesamiento': nobody is 'not found' because nothing was asked. */
  async #match({ supportId, receivedAt }: Received, opened: OpenedSupport): Promise<Match | undefined> {
    const { credentialType, read, typed } = opened;
    try {
      const [match] = await this.roll.match([
        { id: supportId, credentialType, read, typed, asOf: new Date(receivedAt) },
      ]);
      return match;
    } catch (error) {
      if (error instanceof NoRollCutError) return undefined;
      throw error;
    }
  }

  async #keepAnswer(received: Received, opened: OpenedSupport, match: Match): Promise<void> {
    const { supportId, processId, officeId } = received;
    const at = this.clock.now();
    const matched = match.outcome === 'matched' ? match : undefined;
    const status = matched?.elector.registryStatus ?? 'no-encontrado';
    await this.work.sql(
      `insert into verification.roll_answer (support_id, cut, source, outcome, registry_status, baja_cause, matched_by, answered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        supportId,
        match.cut.name,
        match.cut.source,
        match.outcome,
        status,
        matched?.elector.bajaCause ?? '',
        matched?.matchedBy,
        at,
      ],
    );
    const office = await this.dispatcher.ask(systemActor(ACTOR), new GetOffice({ officeId }));
    const elector = matched?.elector;
    await this.work.sql(
      `update verification.support set registry_status = $2, baja_cause = $3, matched_by = $4, match_conflict = $5,
         roll_cut = $6, matched_at = $7, elector_entidad = $8, elector_distrito = $9, elector_municipio = $10,
         elector_seccion = $11, elector_key = $12, in_scope = $13 where id = $1`,
      [
        supportId,
        status,
        elector?.bajaCause ?? '',
        matched?.matchedBy,
        match.outcome === 'conflict',
        match.cut.name,
        at,
        elector?.entidad,
        elector?.distrito,
        elector?.municipio,
        elector?.seccion,
        elector ? await this.#digest(electorKeyInput({ processId, officeId }, elector.stableKey)) : null,
        elector ? isInScope(office, elector) : true,
      ],
    );
    if (!elector) await this.#keepProvisionalKeys(received, opened);
  }

  async #keepProvisionalKeys(
    { supportId, processId, officeId }: Received,
    { read, typed }: OpenedSupport,
  ): Promise<void> {
    const fields = { ...normaliseFields(read), ...normaliseFields(typed) };
    for (const input of provisionalKeyInputs({ processId, officeId }, fields)) {
      await this.work.sql(
        `insert into verification.provisional_key (support_id, digest) values ($1, $2) on conflict do nothing`,
        [supportId, await this.#digest(input)],
      );
    }
  }

  #digest({ keyName, parts }: { readonly keyName: string; readonly parts: readonly string[] }): Promise<Buffer> {
    return this.hash.digest(keyName, parts);
  }

  #announce(support: SupportRecord, opened: OpenedSupport, reportedClass: SupportRecord['reportedClass']): void {
    const { id: supportId, folio, processId, entidad, aspirantId, registryStatus } = support;
    this.work.publish(
      new SupportVerified({
        supportId,
        folio,
        processId,
        entidad,
        aspirantId,
        reportedClass,
        registryStatus,
        needsReview: true,
      }),
    );
    if (opened.email !== undefined) this.work.publish(new CitizenReceiptDue({ supportId }));
    this.work.audit({
      subject: ['support', supportId],
      stream: processId,
      details: { class: reportedClass, registryStatus },
    });
  }
}
