import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { GetAssistedCapture, GetOffice, rulesFor, type OfficeView } from '../processes/index.js';
import { assistedFaults, partsExpected, type AssistedFault } from './domain/assisted-capture.js';
import { electorKeyInput, provisionalKeyInputs, type ElectorKeyInput } from './domain/elector-key.js';
import { isInScope } from './domain/scope.js';
import { CitizenReceiptDue } from './events/citizen-receipt-due.js';
import { SupportVerified } from './events/support-verified.js';
import { checkEvidence, type EvidenceProblem } from './check-evidence.js';
import { personalContext, type PersonalData } from './persistence/personal-data.js';
import { findSupports, judge, waitForElectors, type SupportRecord } from './persistence/support-records.js';
import { ElectoralRoll, NoRollCutError, type Match, type MatchQuestion } from '../electoral-roll/index.js';
import { SupportOpener, UnsealError, type EvidencePart, type OpenedSupport } from './unseal/support-opener.js';
import { normaliseFields, type CredentialTypeKey } from '#electoral/identifiers';

const SYSTEM = systemActor('verification');

/** So many records are opened at a time: each holds its images while they are looked at. */
const OPEN_AT_ONCE = 4;

type Sealed = Pick<SupportRecord, 'id' | 'blobKey' | 'manifestDigest'>;

/** A support opened and its images looked at; the images themselves are let go. Or why it could not be opened. */
export type Examined =
  | (Omit<OpenedSupport, 'parts'> & {
      readonly imageProblems: readonly EvidenceProblem[];
      /** The parts that are there, without their bytes. */
      readonly present: ReadonlyMap<EvidencePart, true>;
    })
  | UnsealError;

/** What a record is matched by, opened for the work at hand and kept nowhere. */
interface Opened extends PersonalData {
  readonly support: SupportRecord;
  readonly credentialType: CredentialTypeKey;
}

interface Answered extends Opened {
  readonly match: Match;
}

interface Course {
  /** What is noted in the history of the supports whose class moves. */
  readonly cause: string;
  /** Whose course each support is on, where several are worked at once. */
  readonly correlationOf?: ((supportId: string) => string | undefined) | undefined;
  /** Answers in the place of the roll that is loaded here. */
  readonly roll?: ElectoralRoll;
}

/**
 * The way of supports through verification, the first time and again: opened, matched, their duplicates found, their
 * class derived. Taken again they are done what was not done before, and nothing else. Every step is of the whole set:
 * which supports are taken together makes no difference to any of them.
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

  /** The long part, which writes nothing: to be done before any row is touched. */
  async examine(sealed: readonly Sealed[]): Promise<ReadonlyMap<string, Examined>> {
    const examined = new Map<string, Examined>();
    const waiting = [...sealed];
    const worker = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        examined.set(one.id, await this.#examineOne(one));
      }
    };
    await Promise.all(Array.from({ length: OPEN_AT_ONCE }, worker));
    return examined;
  }

  /**
   * @param supports nobody else may be changing them: new, or locked by {@link lockSupports}.
   * @param examined of those that were not opened before.
   */
  async take(
    supports: readonly SupportRecord[],
    examined: ReadonlyMap<string, Examined>,
    { cause, correlationOf, roll }: Course,
  ): Promise<void> {
    const opened: Opened[] = [];
    for (const support of supports.filter(({ state }) => state !== 'verified')) {
      const one = examined.get(support.id);
      if (one === undefined) throw new Error(`support ${support.id} was not examined`);
      if (one instanceof UnsealError) await this.#quarantine(support, one, correlationOf?.(support.id));
      else opened.push({ ...one, support });
    }
    await this.#keepOpened(opened, examined);
    const again = await this.#kept(supports.filter(({ state }) => state === 'verified'));
    const answers = await (roll ? this.#matchBy(roll, [...opened, ...again]) : this.#match([...opened, ...again]));
    await this.#keepAnswers(answers);
    const isAnswered = new Set(answers.map(({ support }) => support.id));
    const ids = [...opened, ...again.filter(({ support }) => isAnswered.has(support.id))].map(
      ({ support }) => support.id,
    );
    if (ids.length === 0) return;
    const left = answers.map(({ support }) => support);
    await judge(this.work, { own: await findSupports(this.work, ids), left, cause, at: this.clock.now() });
    const toTell = new Set(opened.flatMap(({ support, email }) => (email === undefined ? [] : [support.id])));
    await this.#announce(ids, toTell, correlationOf);
  }

  async #examineOne({ blobKey, manifestDigest }: Sealed): Promise<Examined> {
    try {
      const { parts, ...opened } = await this.opener.open(blobKey, manifestDigest);
      const present = new Map([...parts.keys()].map((name) => [name, true as const]));
      return { ...opened, imageProblems: await checkEvidence(parts, partsExpected(opened.assisted)), present };
    } catch (error) {
      if (error instanceof UnsealError) return error;
      throw error;
    }
  }

  /** Tried again in vain it stays in quarantine, with the cause as it is now. */
  async #quarantine(
    { id, processId }: SupportRecord,
    { unsealCause: cause, detail }: UnsealError,
    correlationId: string | undefined,
  ): Promise<void> {
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
    this.work.audit({
      subject: ['support', id],
      stream: processId,
      details: { quarantine: cause },
      ...(correlationId !== undefined && { correlationId }),
    });
  }

  async #keepOpened(opened: readonly Opened[], examined: ReadonlyMap<string, Examined>): Promise<void> {
    if (opened.length === 0) return;
    const personal = await this.cipher.encryptEach(
      opened.map(({ support, read, typed, email, assisted }) => {
        const kept: PersonalData = {
          read,
          typed,
          ...(email === undefined ? {} : { email }),
          ...(assisted && { assisted }),
        };
        return { plain: JSON.stringify(kept), context: personalContext(support.id) };
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
         personal = decode(one.personal, 'hex')
       from jsonb_to_recordset($1::jsonb)
         as one (id uuid, credential_type text, captured_at timestamptz, image_problems text[], reading text,
           face_check text, assisted boolean, assisted_faults text[], personal text)
       where support.id = one.id`,
      [JSON.stringify(rows)],
    );
    await this.work.sql(
      `update verification.quarantine set resolved_at = $2 where support_id = any($1::uuid[]) and resolved_at is null`,
      [opened.map(({ support }) => support.id), this.clock.now()],
    );
  }

  async #assistedFaults(
    processId: string,
    { assisted, present, capturedAt }: Exclude<Examined, UnsealError>,
  ): Promise<AssistedFault[]> {
    if (!assisted) return [];
    const versions = await this.dispatcher.ask(SYSTEM, new GetAssistedCapture({ processId }));
    return assistedFaults(assisted, present, rulesFor(versions, capturedAt));
  }

  async #kept(supports: readonly SupportRecord[]): Promise<Opened[]> {
    if (supports.length === 0) return [];
    const rows = await this.work.sql<{ id: string; credentialType: CredentialTypeKey; personal: Buffer }>(
      `select id, credential_type as "credentialType", personal from verification.support where id = any($1::uuid[])`,
      [supports.map(({ id }) => id)],
    );
    const plain = await this.cipher.decryptEach(
      rows.map(({ id, personal }) => ({ sealed: personal, context: personalContext(id) })),
    );
    const byId = new Map(supports.map((support) => [support.id, support]));
    return rows.flatMap(({ id, credentialType }, index): Opened[] => {
      const support = byId.get(id);
      const personal = JSON.parse((plain[index] ?? '').toString()) as PersonalData;
      return support ? [{ ...personal, credentialType, support }] : [];
    });
  }

  /**
   * Without a roll cut a record stays 'en procesamiento': nobody is 'not found' because nothing was asked. An answer is
   * never asked for anew but with the cut named for the close.
   * @returns an answer for each that is owed one and could be given it.
   */
  async #match(opened: readonly Opened[]): Promise<Answered[]> {
    const rows = await this.work.sql<{ id: string; named: string | null; known: string | null }>(
      `select support.id, closing.cut as named, support.roll_cut as known
       from verification.support left join verification.closing_cut closing using (process_id)
       where support.id = any($1::uuid[])`,
      [opened.map(({ support }) => support.id)],
    );
    const cutOf = new Map(rows.map((row) => [row.id, row]));
    const due = opened.filter(({ support: { id } }) => {
      const { named = null, known = null } = cutOf.get(id) ?? {};
      return known === null || (named !== null && named !== known);
    });
    const questions = due.map(({ support, credentialType, read, typed }): MatchQuestion => {
      const named = cutOf.get(support.id)?.named ?? undefined;
      const question = {
        id: support.id,
        credentialType,
        read,
        typed,
        asOf: support.receivedAt,
        entidad: support.entidad,
      };
      return named === undefined ? question : { ...question, cut: named };
    });
    try {
      return answered(due, await this.roll.match(questions));
    } catch (error) {
      if (error instanceof NoRollCutError) return [];
      throw error;
    }
  }

  async #matchBy(roll: ElectoralRoll, opened: readonly Opened[]): Promise<Answered[]> {
    const questions = opened.map(({ support, credentialType, read, typed }): MatchQuestion => {
      return { id: support.id, credentialType, read, typed, asOf: support.receivedAt };
    });
    return answered(opened, await roll.match(questions));
  }

  /** Answers are only added to; a support shows the newest. */
  async #keepAnswers(answers: readonly Answered[]): Promise<void> {
    if (answers.length === 0) return;
    const at = this.clock.now();
    const offices = await this.#offices(answers);
    const keys = await this.#digests(
      answers.map(({ support, match }) =>
        match.outcome === 'matched' ? electorKeyInput(support, match.elector.stableKey) : undefined,
      ),
    );
    await waitForElectors(this.work, [...answers.map(({ support }) => support.electorKey), ...keys]);
    const rows = answers.map(({ support: { id, officeId }, match }, index) => {
      const elector = match.outcome === 'matched' ? match.elector : undefined;
      const office = offices.get(officeId);
      return {
        id,
        cut: match.cut.name,
        source: match.cut.source,
        outcome: match.outcome,
        registry_status: elector?.registryStatus ?? 'no-encontrado',
        baja_cause: elector?.bajaCause ?? '',
        matched_by: match.outcome === 'matched' ? match.matchedBy : null,
        entidad: elector?.entidad,
        distrito: elector?.distrito,
        municipio: elector?.municipio,
        seccion: elector?.seccion,
        elector_key: keys[index]?.toString('hex'),
        in_scope: elector && office ? isInScope(office, elector) : true,
      };
    });
    await this.work.sql(
      `with answer as (
         select * from jsonb_to_recordset($1::jsonb) as one (id uuid, cut text, source text, outcome text,
           registry_status text, baja_cause text, matched_by text, entidad text, distrito text, municipio text,
           seccion text, elector_key text, in_scope boolean)),
       noted as (
         insert into verification.roll_answer (support_id, cut, source, outcome, registry_status, baja_cause, matched_by,
           answered_at)
         select id, cut, source, outcome, registry_status, baja_cause, matched_by, $2 from answer)
       update verification.support as support set registry_status = answer.registry_status,
         baja_cause = answer.baja_cause, matched_by = answer.matched_by, match_conflict = answer.outcome = 'conflict',
         roll_cut = answer.cut, matched_at = $2, elector_entidad = answer.entidad, elector_distrito = answer.distrito,
         elector_municipio = answer.municipio, elector_seccion = answer.seccion,
         elector_key = decode(answer.elector_key, 'hex'), in_scope = answer.in_scope, duplicate = null
       from answer where support.id = answer.id`,
      [JSON.stringify(rows), at],
    );
    await this.#reconcileKeys(answers);
  }

  /** A matched record is known by its elector alone; without a match, by each identifier, provisionally (decision 11). */
  async #reconcileKeys(answers: readonly Answered[]): Promise<void> {
    await this.work.sql(`delete from verification.provisional_key where support_id = any($1::uuid[])`, [
      answers.map(({ support }) => support.id),
    ]);
    const inputs = answers
      .filter(({ match }) => match.outcome !== 'matched')
      .flatMap(({ support, read, typed }) =>
        provisionalKeyInputs(support, { ...normaliseFields(read), ...normaliseFields(typed) }).map((input) => ({
          id: support.id,
          input,
        })),
      );
    if (inputs.length === 0) return;
    await this.work.sql(
      `insert into verification.provisional_key (support_id, digest) select * from unnest($1::uuid[], $2::bytea[])
       on conflict do nothing`,
      [inputs.map(({ id }) => id), await this.#digests(inputs.map(({ input }) => input))],
    );
  }

  async #offices(answers: readonly Answered[]): Promise<ReadonlyMap<string, OfficeView>> {
    const offices = new Map<string, OfficeView>();
    for (const officeId of new Set(answers.map(({ support }) => support.officeId))) {
      offices.set(officeId, await this.dispatcher.ask(SYSTEM, new GetOffice({ officeId })));
    }
    return offices;
  }

  /** In their order; where there is no input, null. */
  async #digests(inputs: readonly (ElectorKeyInput | undefined)[]): Promise<(Buffer | null)[]> {
    const digests: (Buffer | null)[] = inputs.map(() => null);
    const byKey = new Map<string, number[]>();
    inputs.forEach((input, index) => {
      if (input) byKey.set(input.keyName, [...(byKey.get(input.keyName) ?? []), index]);
    });
    for (const [keyName, indexes] of byKey) {
      const made = await this.hash.digestEach(
        keyName,
        indexes.map((index) => inputs[index]?.parts ?? []),
      );
      indexes.forEach((index, nth) => (digests[index] = made[nth] ?? null));
    }
    return digests;
  }

  async #announce(
    ids: readonly string[],
    toTell: ReadonlySet<string>,
    correlationOf: Course['correlationOf'],
  ): Promise<void> {
    for (const support of await findSupports(this.work, ids)) {
      const { id: supportId, folio, processId, entidad, aspirantId, registryStatus, reportedClass, assisted } = support;
      const correlationId = correlationOf?.(supportId);
      const facts = { supportId, folio, processId, entidad, aspirantId, reportedClass, registryStatus, assisted };
      this.work.publish(new SupportVerified({ ...facts, needsReview: true }), correlationId);
      if (toTell.has(supportId)) this.work.publish(new CitizenReceiptDue({ supportId }), correlationId);
      this.work.audit({
        subject: ['support', supportId],
        stream: processId,
        details: { class: reportedClass, registryStatus },
        ...(correlationId !== undefined && { correlationId }),
      });
    }
  }
}

function answered(opened: readonly Opened[], matches: readonly Match[]): Answered[] {
  return opened.flatMap((one, index) => {
    const match = matches[index];
    return match ? [{ ...one, match }] : [];
  });
}
