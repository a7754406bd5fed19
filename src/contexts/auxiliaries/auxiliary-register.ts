import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../kernel/crypto/random.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { composeAuxiliaryId, normaliseText } from '#electoral/identifiers';
import { matchAspirantMailbox } from '../aspirants/index.js';
import type { AspirantContext } from './aspirant-context.js';
import { personalContext, type FieldIssue, type Registration } from './domain/registration.js';
import { AuxiliaryRegistered } from './events/auxiliary-registered.js';
import { addSearchHashes } from './persistence/auxiliary-search.js';
import { claveHashes, emailHashes, type AuxiliaryStatus } from './persistence/auxiliary-records.js';
import { refusesOtherAspirants } from './persistence/registration-rules.js';

/** Validated data with its lookup hashes. */
export interface Candidate {
  readonly data: Registration;
  readonly emailHash: Buffer;
  readonly claveHash: Buffer;
}

/** How a candidate compares with the people already registered. */
export interface RegisterMatch {
  /** The aspirant already registered this person with the same data. */
  readonly alreadyRegistered: boolean;
  readonly faults: readonly FieldIssue[];
  /** The person is an auxiliary of another aspirant of the process. The OPL sees this; the aspirant does not. */
  readonly helpsOtherAspirant: boolean;
  /** An auxiliary of another aspirant has the same mailbox. Only the OPL sees this. */
  readonly sharesMailbox: boolean;
}

/** A candidate with its id and encrypted data, prepared before the lock is taken. */
export interface PreparedCandidate extends Candidate {
  readonly auxiliaryId: string;
  readonly personal: Buffer;
}

export interface ReadyCandidate extends PreparedCandidate {
  readonly inNominalList: boolean;
  readonly helpsOtherAspirant: boolean;
  readonly sharesMailbox: boolean;
}

export interface RegisteredAuxiliary {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
}

interface StoredRow {
  readonly id: string;
  readonly aspirantId: string;
  readonly email: Buffer;
  readonly clave: Buffer;
  readonly status: AuxiliaryStatus;
  readonly personal: Buffer;
  /** The OPL suspended one of their devices. */
  readonly suspended: boolean;
}

const COMPARED_FIELDS = [
  'nombre',
  'paterno',
  'materno',
  'fechaNacimiento',
  'telefonoMovil',
  'email',
  'emailProvider',
  'curp',
] as const;

/** The only writer of new auxiliaries (§6.4). Both forms and imports use it; it reads and writes whole batches. */
@Injectable()
export class AuxiliaryRegister {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  /** Returns the candidates in the order of the input. */
  async candidates(data: readonly Registration[]): Promise<Candidate[]> {
    const emails = await emailHashes(this.hash, data);
    const claves = await claveHashes(this.hash, data);
    return data.map((one, at) => ({ data: one, emailHash: nth(emails, at), claveHash: nth(claves, at) }));
  }

  /** Call before {@link lockIdSeries}, so that encryption does not block other registrations. */
  async prepare<Given extends Candidate>(candidates: readonly Given[]): Promise<(Given & PreparedCandidate)[]> {
    const ids = candidates.map(() => randomId());
    const personal = await this.cipher.encryptEach(
      candidates.map(({ data }, at) => ({
        plain: JSON.stringify(data),
        context: personalContext(nth(ids, at)),
      })),
    );
    return candidates.map((one, at) => ({ ...one, auxiliaryId: nth(ids, at), personal: nth(personal, at) }));
  }

  /** Returns one match per candidate, in the same order. */
  async matchesFor(context: AspirantContext, candidates: readonly Candidate[]): Promise<RegisterMatch[]> {
    if (candidates.length === 0) return [];
    const stored = await this.#stored(context.processId, candidates);
    const emails = candidates.map(({ data }) => data.email);
    const aspirantMailboxes = await matchAspirantMailbox(this.work, this.hash, context.aspirantId, emails);
    const active = stored.filter(({ status }) => status !== 'discharged');
    const byEmail = groupBy(active, ({ email }) => email.toString('hex'));
    const byClave = groupBy(stored, ({ clave }) => clave.toString('hex'));
    const refusesOthers = await refusesOtherAspirants(this.work, context.entidad);
    return Promise.all(
      candidates.map((candidate, at) =>
        this.#matchFor(
          context.aspirantId,
          candidate,
          byEmail.get(candidate.emailHash.toString('hex')) ?? [],
          byClave.get(candidate.claveHash.toString('hex')) ?? [],
          { refusesOthers, hasAspirantMailbox: nth(aspirantMailboxes, at) },
        ),
      ),
    );
  }

  /**
   * Inserts the candidates, each with Id Auxiliar, status, event and audit entry. Call {@link lockIdSeries} first, so
   * that the result of {@link matchesFor} still holds.
   * @param origin the import that the candidates came from, or the number of warnings confirmed in the form.
   */
  async register(
    context: AspirantContext,
    ready: readonly ReadyCandidate[],
    origin: { readonly importId?: string; readonly warnings?: number } = {},
  ): Promise<RegisteredAuxiliary[]> {
    if (ready.length === 0) return [];
    const { processId, aspirantId, entidad, idProceso } = context;
    const now = this.clock.now();
    const first = await this.#takeNumbers(processId, ready.length);
    const rows = ready.map((candidate, at) => ({
      ...candidate,
      idAuxiliar: composeAuxiliaryId(idProceso, first + at),
    }));
    const ids = rows.map(({ auxiliaryId }) => auxiliaryId);
    await this.work.sql(
      `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal,
         email_hash, email_provider, clave_hash, in_nominal_list, status, registered_at, also_of_other, mailbox_shared,
         import_id)
       select id, id_auxiliar, $1, $2, $3, $4, personal, email_hash, email_provider, clave_hash, in_nominal_list,
         'registered', $5, also_of_other, mailbox_shared, $6
       from unnest($7::uuid[], $8::text[], $9::bytea[], $10::bytea[], $11::text[], $12::bytea[], $13::boolean[],
           $14::boolean[], $15::boolean[])
         as r (id, id_auxiliar, personal, email_hash, email_provider, clave_hash, in_nominal_list, also_of_other,
           mailbox_shared)`,
      [
        processId,
        context.officeId,
        aspirantId,
        entidad,
        now,
        origin.importId ?? null,
        ids,
        rows.map(({ idAuxiliar }) => idAuxiliar),
        rows.map(({ personal }) => personal),
        rows.map((row) => row.emailHash),
        rows.map(({ data }) => data.emailProvider),
        rows.map((row) => row.claveHash),
        rows.map(({ inNominalList }) => inNominalList),
        rows.map(({ helpsOtherAspirant }) => helpsOtherAspirant),
        rows.map(({ sharesMailbox }) => sharesMailbox),
      ],
    );
    await this.work.sql(
      `insert into auxiliaries.status_move (auxiliary_id, from_status, to_status, actor_id, at)
       select unnest($1::uuid[]), null, 'registered', $2, $3`,
      [ids, this.work.actor.id, now],
    );
    await addSearchHashes(this.work, this.hash, processId, rows);
    this.work.count('auxiliaries.registered', { processId, aspirantId, entidad }, rows.length);
    for (const { auxiliaryId, idAuxiliar } of rows) {
      this.work.publish(new AuxiliaryRegistered({ auxiliaryId, aspirantId, processId }));
      this.work.audit({
        subject: ['auxiliary', auxiliaryId],
        stream: processId,
        details: { idAuxiliar, ...origin },
      });
    }
    return rows.map(({ auxiliaryId, idAuxiliar }) => ({ auxiliaryId, idAuxiliar }));
  }

  async #takeNumbers(processId: string, count: number): Promise<number> {
    const [series] = await this.work.sql<{ last_number: number }>(
      `update auxiliaries.id_series set last_number = last_number + $2 where process_id = $1 returning last_number`,
      [processId, count],
    );
    if (!series) throw new Error('the id series of the process is not locked');
    return series.last_number - count + 1;
  }

  #stored(processId: string, candidates: readonly Candidate[]): Promise<StoredRow[]> {
    return this.work.sql<StoredRow>(
      `select id, aspirant_id as "aspirantId", email_hash as email, clave_hash as clave, status, personal,
         exists (select from auxiliaries.known_device d where d.auxiliary_id = a.id and d.status = 'suspended') as suspended
       from auxiliaries.auxiliary a
       where process_id = $1 and (email_hash = any($2::bytea[]) or clave_hash = any($3::bytea[]))`,
      [processId, candidates.map((one) => one.emailHash), candidates.map((one) => one.claveHash)],
    );
  }

  async #matchFor(
    aspirantId: string,
    { data, claveHash: clave }: Candidate,
    sameEmail: readonly StoredRow[],
    sameClave: readonly StoredRow[],
    { refusesOthers, hasAspirantMailbox }: { readonly refusesOthers: boolean; readonly hasAspirantMailbox: boolean },
  ): Promise<RegisterMatch> {
    const registrations = sameClave.filter((row) => row.aspirantId === aspirantId);
    const own = registrations.find(({ status }) => status !== 'discharged');
    const helpsOtherAspirant = sameClave.some((row) => row.aspirantId !== aspirantId && row.status !== 'discharged');
    const sharesMailbox = sameEmail.some((row) => row.aspirantId !== aspirantId);
    const faults: FieldIssue[] = [];
    const fault = (code: string, field: keyof Registration): number => faults.push({ code, field, params: {} });
    if (own) {
      const differing = await this.#differences(own, data);
      if (differing.length === 0) return { alreadyRegistered: true, faults: [], helpsOtherAspirant, sharesMailbox };
      for (const field of differing) fault('AUXILIARIES.ALREADY_DIFFERENT', field);
    } else if (registrations.some(({ suspended }) => suspended)) {
      fault('AUXILIARIES.PERSON_SUSPENDED', 'claveElector');
    } else if (registrations.length > 0) {
      fault('AUXILIARIES.DISCHARGED_BEFORE', 'claveElector');
    }
    if (hasAspirantMailbox) fault('AUXILIARIES.EMAIL_OF_ASPIRANT', 'email');
    // The mailbox of another aspirant's auxiliary is accepted: a refusal would tell who works for whom (decision 28).
    if (sameEmail.some((row) => row.aspirantId === aspirantId && !row.clave.equals(clave))) {
      fault('AUXILIARIES.EMAIL_TAKEN', 'email');
    }
    if (helpsOtherAspirant && refusesOthers && !own) fault('AUXILIARIES.OTHER_ASPIRANT', 'claveElector');
    return { alreadyRegistered: false, faults, helpsOtherAspirant, sharesMailbox };
  }

  async #differences(row: StoredRow, data: Registration): Promise<(keyof Registration)[]> {
    const stored = JSON.parse(await this.cipher.decryptText(row.personal, personalContext(row.id))) as Registration;
    return COMPARED_FIELDS.filter((field) => normaliseText(stored[field]) !== normaliseText(data[field]));
  }
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function nth<Value>(values: readonly Value[], at: number): Value {
  const value = values[at];
  if (value === undefined) throw new RangeError('the lists differ in length');
  return value;
}
