import { EntityManager } from '@mikro-orm/postgresql';
import type { INestApplicationContext } from '@nestjs/common';
import { composeAuxiliaryId } from '../../src/contexts/auxiliaries/domain/auxiliary-id.js';
import { AuxiliaryRegistered } from '../../src/contexts/auxiliaries/index.js';
import { surnameRows } from '../../src/contexts/auxiliaries/persistence/auxiliary-search.js';
import { FieldCipher } from '../../src/kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.js';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.js';
import { Outbox } from '../../src/kernel/jobs/outbox.js';

export interface AuxiliaryOf {
  readonly processId: string;
  readonly officeId: string;
  readonly aspirantId: string;
  readonly idProceso: string;
  readonly entidad?: string;
}

export interface NewAuxiliary {
  readonly nombre: string;
  readonly paterno: string;
  readonly materno: string;
  readonly email: string;
  readonly claveElector: string;
  readonly status?: 'registered' | 'enrolled' | 'discharged';
  /** Folio prefix of a device that waits for the OPL's look. */
  readonly toReview?: string;
}

/** Auxiliaries as a registration leaves them, without asking the padrón; each an hour after the one before. */
export async function insertAuxiliaries(
  app: INestApplicationContext,
  { entidad = '22', ...of }: AuxiliaryOf,
  people: readonly NewAuxiliary[],
): Promise<string[]> {
  const [cipher, hash, outbox] = [app.get(FieldCipher), app.get(KeyedHash), app.get(Outbox)];
  return app
    .get(EntityManager)
    .fork()
    .transactional(async (em) => {
      const ids: string[] = [];
      const [before] = await em.execute<{ count: number }[]>('select count(*)::int from auxiliaries.auxiliary');
      let number = before?.count ?? 0;
      for (const { status = 'registered', toReview, ...person } of people) {
        number += 1;
        const id = randomId();
        const personal = { ...person, telefonoMovil: '4421234567', fechaNacimiento: '1990-01-01', curp: '' };
        await em.execute(
          `insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal,
             email_hash, email_provider, clave_hash, in_nominal_list, status, registered_at)
           values (?, ?, ?, ?, ?, ?, ?, ?, 'google', ?, true, ?, timestamptz '2027-01-01' + ? * interval '1 hour')`,
          [
            id,
            composeAuxiliaryId(of.idProceso, number),
            of.processId,
            of.officeId,
            of.aspirantId,
            entidad,
            await cipher.encrypt(JSON.stringify(personal), `auxiliaries.auxiliary.personal:${id}`),
            await hash.digest('auxiliaries.email', [person.email]),
            await hash.digest('auxiliaries.clave', [person.claveElector]),
            status,
            number,
          ],
        );
        if (toReview !== undefined) {
          await em.execute(
            `with enrolled as (insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status,
               blob_key, manifest_digest, enrolled_at) values (?, ?, ?, '{}', ?, 'por-revisar', 'none', ?, now()) returning *)
             insert into auxiliaries.known_device
             select id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at from enrolled`,
            [randomId(), id, toReview, randomBuffer(32), randomBuffer(32)],
          );
        }
        const { ids: found, hashes } = await surnameRows(hash, of.processId, [{ auxiliaryId: id, names: person }]);
        for (const [at, word] of hashes.entries()) {
          await em.execute('insert into auxiliaries.surname_word (auxiliary_id, word_hash) values (?, ?)', [
            found[at],
            word,
          ]);
        }
        await outbox.append(em, [new AuxiliaryRegistered({ auxiliaryId: id, ...of })], randomId());
        ids.push(id);
      }
      const discharged = people.filter(({ status }) => status === 'discharged').length;
      await em.execute(
        `insert into kernel.counter_delta (name, dimensions, delta)
         select name, jsonb_build_object('processId', ?::text, 'aspirantId', ?::text, 'entidad', ?::text), delta
         from (values ('auxiliaries.registered', ?::int), ('auxiliaries.discharged', ?::int)) counted (name, delta)`,
        [of.processId, of.aspirantId, entidad, people.length, discharged],
      );
      return ids;
    });
}
