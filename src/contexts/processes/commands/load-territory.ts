import { entidadByKey } from '#electoral/identifiers';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findCatalogueInForce } from '../persistence/territory-records.js';
import { parseTerritory, type EntidadTerritory, type TerritoryFile } from '../domain/territory-file.js';

/** The whole country is under 5 MB. */
const MAX_CHARACTERS = 20_000_000;

const input = z.object({
  /** Text of a file in the format of `docs/territory-format.md`. */
  file: z.string().min(1).max(MAX_CHARACTERS),
  /** Confirms that an entidad loses more than half of the sections of its catalogue in force. */
  shrinks: z.boolean().optional(),
});

export interface LoadedTerritory {
  /** Entidades that were loaded; empty if this same file was loaded before. */
  readonly entidades: readonly {
    readonly entidad: string;
    readonly municipalities: number;
    readonly sections: number;
  }[];
  /** ISO 8601, UTC. */
  readonly validFrom: string;
}

/**
 * Loads the territory catalogue of one or more entidades (§5.A, §5.C). Either the whole file is loaded or nothing is.
 * The catalogue is valid from the day stated in the file; earlier catalogues are kept. Idempotent by file content.
 * @throws DomainError PROCESSES.TERRITORY_HEADER, .TERRITORY_ROW, .TERRITORY_COUNT, .TERRITORY_EMPTY, .TERRITORY_TWICE,
 * .TERRITORY_NAMES, and, until it is confirmed, .TERRITORY_SHRINKS
 */
@CommandSpec({
  name: 'processes.load-territory',
  permission: 'processes.territory',
  input,
  noLegalDeadline: 'compares the catalogue with the one in force',
})
export class LoadTerritory extends KernelCommand<z.input<typeof input>, LoadedTerritory> {}

@CommandHandler(LoadTerritory)
export class LoadTerritoryHandler implements ICommandHandler<LoadTerritory> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { file, shrinks } }: LoadTerritory): Promise<LoadedTerritory> {
    this.work.authorize({ entidad: EVERYTHING });
    const territory = parseTerritory(file);
    const digest = sha256(file).toString('hex');
    const loaded: EntidadTerritory[] = [];
    const shrinking: string[] = [];
    for (const entidad of territory.entidades) {
      const change = await this.#findShrinking(territory.validFrom, entidad);
      if (!(await this.#load(territory, entidad, digest))) continue;
      loaded.push(entidad);
      if (change !== undefined) shrinking.push(change);
    }
    if (shrinking.length > 0 && shrinks !== true) {
      const params = { changes: shrinking.join('; ') };
      throw new DomainError('PROCESSES.TERRITORY_SHRINKS', { kind: 'invalid', field: 'shrinks', params });
    }
    return {
      validFrom: territory.validFrom.toISOString(),
      entidades: loaded.map(({ entidad, municipalities, sections }) => ({
        entidad,
        municipalities: municipalities.size,
        sections: sections.length,
      })),
    };
  }

  /** What the entidad loses, if it has less than half of the sections of the catalogue that is replaced. */
  async #findShrinking(validFrom: Date, { entidad, sections }: EntidadTerritory): Promise<string | undefined> {
    const now = this.clock.now();
    const replaced = await findCatalogueInForce(this.work, entidad, validFrom > now ? validFrom : now);
    if (!replaced || sections.length * 2 >= replaced.sections) return undefined;
    const [former, next] = [replaced.sections, sections.length].map((count) => count.toLocaleString('es-MX'));
    return `${entidadByKey(entidad)?.name ?? entidad}, de ${former ?? ''} a ${next ?? ''}`;
  }

  async #load(
    { header, validFrom }: TerritoryFile,
    { entidad, municipalities, sections }: EntidadTerritory,
    digest: string,
  ): Promise<boolean> {
    const id = randomId();
    const added = await this.work.sql(
      `insert into processes.territory_catalogue
         (id, entidad, name, source, valid_from, municipalities, sections, file_digest, actor_id, loaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict on constraint territory_once do nothing returning id`,
      [
        ...[id, entidad, header.catalogue, header.source, validFrom, municipalities.size, sections.length, digest],
        ...[this.work.actor.id, this.clock.now()],
      ],
    );
    if (added.length === 0) return false;
    await this.work.sql(
      `insert into processes.municipality (catalogue_id, key, name) select $1, * from unnest($2::text[], $3::text[])`,
      [id, [...municipalities.keys()], [...municipalities.values()]],
    );
    await this.work.sql(
      `insert into processes.section (catalogue_id, key, municipality, local_district, federal_district)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[])`,
      [
        id,
        sections.map(({ seccion }) => seccion),
        sections.map(({ municipio }) => municipio),
        sections.map(({ distritoLocal }) => distritoLocal),
        sections.map(({ distritoFederal }) => distritoFederal),
      ],
    );
    this.work.audit({
      subject: ['territory-catalogue', id],
      details: { entidad, name: header.catalogue, sections: sections.length, validFrom: validFrom.toISOString() },
    });
    return true;
  }
}
