import { mayBeSamePerson } from '#electoral/identifiers';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { IsNamedAsAuxiliary } from '../../auxiliaries/index.js';
import { GetAssistedCapture, versionsInEffectAt } from '../../processes/index.js';
import { assistedFaults, type AssistedFault } from '../domain/assisted-capture.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { addEvidenceKeys } from '../persistence/evidence-keys.js';
import { UnsealError } from '../unseal/support-opener.js';
import type { ExaminationResult, ExaminedSupport, MatchInput } from './step-types.js';

const SYSTEM = systemActor('verification');

/** Stores the data of opened supports; personal data is encrypted. */
@Injectable()
export class StoreOpenedSupports {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @param examined results for all of them, without errors. */
  async store(opened: readonly MatchInput[], examined: ReadonlyMap<string, ExaminationResult>): Promise<void> {
    if (opened.length === 0) return;
    const personal = await this.cipher.encryptEach(
      opened.map(({ support, read, typed, email, assisted }) => {
        const personalData: PersonalData = {
          read,
          typed,
          ...(email === undefined ? {} : { email }),
          ...(assisted && { assisted }),
        };
        return { plain: JSON.stringify(personalData), context: personalContext(support.id) };
      }),
    );
    const rows = [];
    for (const [index, { support, credentialType }] of opened.entries()) {
      const one = examined.get(support.id);
      if (one === undefined || one instanceof UnsealError) throw new Error(`support ${support.id} was not opened`);
      rows.push({
        id: support.id,
        credential_type: credentialType,
        captured_at: one.capturedAt,
        image_problems: one.imageProblems,
        reading: one.reading ?? null,
        face_check: one.faceCheck ?? null,
        assisted: one.assisted !== undefined,
        assisted_faults: await this.#assistedFaults(support.processId, one),
        personal: personal[index]?.toString('hex'),
      });
    }
    await this.work.sql(
      `update verification.support as support set state = 'verified', credential_type = one.credential_type,
         captured_at = one.captured_at, image_problems = one.image_problems, reading = one.reading,
         face_check = one.face_check, assisted = one.assisted, assisted_faults = one.assisted_faults,
         personal = decode(one.personal, 'hex'),
         desk_verdict = case when support.state = 'unprocessable' then 'pendiente' else support.desk_verdict end
       from jsonb_to_recordset($1::jsonb)
         as one (id uuid, credential_type text, captured_at timestamptz, image_problems text[], reading text,
           face_check text, assisted boolean, assisted_faults text[], personal text)
       where support.id = one.id`,
      [JSON.stringify(rows)],
    );
    await this.#addEvidenceKeys(opened, examined);
    await this.work.sql(
      `update verification.quarantine set resolved_at = $2 where support_id = any($1::uuid[]) and resolved_at is null`,
      [opened.map(({ support }) => support.id), this.clock.now()],
    );
    await this.work.sql(
      `update verification.unprocessable_declaration set revoked_at = $2
       where support_id = any($1::uuid[]) and revoked_at is null`,
      [opened.map(({ support }) => support.id), this.clock.now()],
    );
  }

  /** Stores the record keys under the evidence key, so that images can be shown later without the intake key. */
  async #addEvidenceKeys(
    opened: readonly MatchInput[],
    examined: ReadonlyMap<string, ExaminationResult>,
  ): Promise<void> {
    const records = opened.flatMap(({ support }) => {
      const one = examined.get(support.id);
      const recordKey = one instanceof UnsealError ? undefined : one?.recordKey;
      return recordKey ? [{ supportId: support.id, recordKey }] : [];
    });
    await addEvidenceKeys(this.work, this.cipher, records, this.clock.now());
  }

  async #assistedFaults(
    processId: string,
    { assisted, present, capturedAt, auxiliaryId, read, typed }: ExaminedSupport,
  ): Promise<AssistedFault[]> {
    if (!assisted) return [];
    const versions = await this.dispatcher.ask(SYSTEM, new GetAssistedCapture({ processId }));
    const { witness: name } = assisted;
    const auxiliary = await this.dispatcher.ask(SYSTEM, new IsNamedAsAuxiliary({ auxiliaryId, name }));
    const citizen = [read, { ...read, ...typed }].some((fields) => mayBeSamePerson(name, fields));
    return assistedFaults(assisted, present, versionsInEffectAt(versions, capturedAt), { auxiliary, citizen });
  }
}
