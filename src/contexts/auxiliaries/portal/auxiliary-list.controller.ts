import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { isPermitted } from '../../../kernel/access/access.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { formTexts } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { instantColumn, sendListFile, writeListFile, type FileColumn } from '../../../kernel/lists/list-file.js';
import { decryptSearch, encryptSearch } from '../../../kernel/lists/search-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { AUXILIARY_STATUSES } from '../persistence/auxiliary-records.js';
import { CountAuxiliaries, type AuxiliaryCounts } from '../queries/count-auxiliaries.js';
import { ListAuxiliariesOfAspirant, type AuxiliaryView } from '../queries/list-auxiliaries-of-aspirant.js';
import { ListCustodyRequests } from '../queries/list-custody-requests.js';
import { ListImports } from '../queries/list-imports.js';
import { describeImport } from './import-labels.js';
import { aspirantOf } from './auxiliary-view.js';
import { BOUNCED, captureChipOf, chipOf, papersChipOf } from './auxiliary-labels.js';
import { isOpen } from './next-step.js';

const PAGE = 25;
const FILE_PAGE = 200;
const LIST = '/portal/auxiliares';

/** Query parameters. Invalid values are ignored, so that old links still open the list. */
const addressSchema = z.object({
  estado: z.enum(AUXILIARY_STATUSES).optional().catch(undefined),
  documentos: z.enum(['faltan']).optional().catch(undefined),
  /** Encrypted search text. */
  busqueda: z.string().max(1000).optional().catch(undefined),
  despues: z.uuid().optional().catch(undefined),
  antes: z.uuid().optional().catch(undefined),
});
type Address = z.infer<typeof addressSchema>;

const FILE_COLUMNS: readonly FileColumn<AuxiliaryView>[] = [
  { header: 'Id Auxiliar', width: 26, value: ({ idAuxiliar }) => idAuxiliar },
  { header: 'Nombre', width: 40, value: ({ displayName }) => displayName },
  { header: 'Correo', width: 34, value: ({ email }) => email },
  { header: 'Estado', width: 28, value: (one) => captureChipOf(one.status, one).word },
  { header: 'Responsiva y copia de la credencial', width: 32, value: (one) => papersChipOf(one).word },
  { header: 'Dispositivos', width: 14, kind: 'number', value: ({ devices }) => devices },
  instantColumn('Registro (hora centro)', ({ registeredAt }) => registeredAt),
];

/** List of an aspirant's auxiliaries, newest first, with status filter, search and pages (§6.1 A). */
@Access('portal')
@Controller('portal/auxiliares')
export class AuxiliaryListPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly cipher: FieldCipher,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = aspirantOf(actor);
    const chosen = addressSchema.parse(query);
    const { search, filters } = await this.#filtersOf(actor, chosen);
    const { statuses: counts } = await this.dispatcher.ask(actor, new CountAuxiliaries({ aspirantId }));
    const page = await this.dispatcher.ask(
      actor,
      new ListAuxiliariesOfAspirant({
        ...filters,
        after: chosen.despues,
        before: chosen.antes,
        descending: true,
        limit: PAGE,
      }),
    );
    const { total: lacking } = await this.dispatcher.ask(
      actor,
      new ListAuxiliariesOfAspirant({ aspirantId, lacksPapers: true, limit: 1 }),
    );
    const requests = await this.dispatcher.ask(actor, new ListCustodyRequests({ aspirantId }));
    const imports = isPermitted(actor, 'auxiliaries.register')
      ? await this.dispatcher.ask(actor, new ListImports({ aspirantId }))
      : [];
    this.pages.send(response, 'auxiliaries/portal/list', {
      openRequests: requests.filter(isOpen).length,
      waiting: imports.filter(({ state }) => state === 'checked').map(describeImport),
      any: Object.values(counts).some((count) => count > 0),
      states: stateFilters(counts, chosen),
      lacking: lacking.value > 0 && {
        count: lacking.value,
        href: addressOf({ ...withoutPage(chosen), documentos: chosen.documentos === undefined ? 'faltan' : undefined }),
        current: chosen.documentos !== undefined,
      },
      fileHref: addressOf(withoutPage(chosen), `${LIST}/lista.xlsx`),
      printed: { at: this.clock.now(), filters: filterWords(chosen, search) },
      estado: chosen.estado,
      documentos: chosen.documentos,
      search,
      clearHref: addressOf({ estado: chosen.estado, documentos: chosen.documentos }),
      auxiliaries: page.rows.map((one) => ({
        ...one,
        chip: captureChipOf(one.status, one),
        papersChip: papersChipOf(one),
        bounced: one.emailBouncedAt !== null && one.status !== 'discharged' ? BOUNCED : null,
      })),
      firstHref: page.previous && addressOf({ ...chosen, despues: undefined, antes: undefined }),
      previousHref: page.previous && addressOf({ ...chosen, despues: undefined, antes: page.previous }),
      nextHref: page.next && addressOf({ ...chosen, antes: undefined, despues: page.next }),
    });
  }

  /** The list in Excel, with the filters of the page (§6.1 B). */
  @Get('lista.xlsx')
  async file(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const chosen = addressSchema.parse(query);
    const { search, filters } = await this.#filtersOf(actor, chosen);
    const now = this.clock.now();
    const note = `${filterWords(chosen, search)} Consulta: ${formatCentral(now)} (hora centro).`;
    await sendListFile(response, actor.id, () =>
      writeListFile(
        { name: 'auxiliares', now, columns: FILE_COLUMNS },
        (after) =>
          this.dispatcher.ask(
            actor,
            new ListAuxiliariesOfAspirant({ ...filters, after, descending: true, limit: FILE_PAGE }),
          ),
        { note },
      ),
    );
  }

  /** Encrypts the search text before it becomes part of the URL, because surnames and e-mails are personal data. */
  @Post('buscar')
  async search(@RequestActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { texto, estado, documentos } = formTexts(body, ['texto', 'estado', 'documentos']);
    const encrypted =
      texto.trim() === '' ? undefined : await encryptSearch(this.cipher, actor.id, texto.trim().slice(0, 254));
    response.redirect(303, addressOf({ ...addressSchema.parse({ estado, documentos }), busqueda: encrypted }));
  }

  async #filtersOf(actor: Actor, { estado, documentos, busqueda }: Address) {
    const search = busqueda && (await decryptSearch(this.cipher, actor.id, busqueda));
    const filters = {
      aspirantId: aspirantOf(actor),
      status: estado,
      lacksPapers: documentos === 'faltan',
      search: search === null || search === '' ? undefined : search,
    };
    return { search, filters };
  }
}

/** One filter per status that occurs, with its count. */
function stateFilters(counts: AuxiliaryCounts['statuses'], { estado, documentos, busqueda }: Address): object[] {
  const all = {
    word: 'Todas',
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    href: addressOf({ documentos, busqueda }),
    current: estado === undefined,
  };
  const states = AUXILIARY_STATUSES.filter((one) => counts[one] > 0 || one === estado).map((status) => ({
    ...chipOf(status),
    count: counts[status],
    href: addressOf({ estado: status, documentos, busqueda }),
    current: estado === status,
  }));
  return [all, ...states];
}

function withoutPage({ despues: _, antes: __, ...filters }: Address): Partial<Address> {
  return filters;
}

/** The filters in words, for paper and for files. */
function filterWords({ estado, documentos }: Address, search: string | null | undefined): string {
  const words = [
    ...(estado === undefined ? [] : [`estado «${chipOf(estado).word}»`]),
    ...(documentos === undefined ? [] : ['faltan documentos']),
    ...(search ? [`búsqueda «${search}»`] : []),
  ];
  return words.length === 0 ? 'Sin filtros.' : `Filtros: ${words.join(', ')}.`;
}

function addressOf(parts: Partial<Address>, page = LIST): string {
  const query = new URLSearchParams(
    Object.entries<string | undefined>(parts).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return query.size === 0 ? page : `${page}?${query.toString()}`;
}
