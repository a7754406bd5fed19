import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { findFolio } from '#electoral/wire';
import { ListAuxiliariesOfAspirant, type AuxiliaryView } from '../../auxiliaries/index.js';
import {
  captureNotes,
  GetSupport,
  GetSupportFigures,
  ListMaskedSupports,
  ListSupports,
  REPORTED_CLASSES,
  type MaskedSupport,
  type SupportFigures,
  type SupportRow,
} from '../index.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { formTexts } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { instantColumn, sendListFile, writeListFile, type FileColumn } from '../../../kernel/lists/list-file.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { timelineOf } from './support-timeline.js';
import { deskChip, figuresOf, registryLabel, classLabel } from './support-labels.js';

const PAGE_SIZE = 25;
const FILE_PAGE = 200;
/** People shown to choose from when a search for an auxiliary finds several. */
const CHOICES = 10;
const LIST = '/portal/apoyos';

/** Query parameters. Invalid values are ignored, so that an old link still opens the list. */
const filters = z.object({
  clase: z.enum(REPORTED_CLASSES).optional().catch(undefined),
  auxiliar: z.uuid().optional().catch(undefined),
  /** A typed folio: leads to its support, or to the list with an explanation. */
  folio: z.string().trim().min(1).max(60).optional().catch(undefined),
  tras: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)_[0-9a-f-]{36}$/)
    .optional()
    .catch(undefined),
});
type Filters = Omit<z.infer<typeof filters>, 'folio'>;

type Auxiliaries = ReadonlyMap<string, Pick<AuxiliaryView, 'idAuxiliar' | 'displayName'>>;

type FileRow = MaskedSupport & { readonly auxiliary: Pick<AuxiliaryView, 'idAuxiliar' | 'displayName'> | undefined };

const FILE_COLUMNS: readonly FileColumn<FileRow>[] = [
  { header: 'Folio', width: 20, value: ({ folio }) => folio },
  { header: 'Persona', width: 28, value: ({ citizen }) => citizen },
  { header: 'Estado', width: 28, value: ({ reportedClass }) => classLabel(reportedClass).chip.word },
  { header: 'Inconsistencia', width: 28, value: inconsistencyOf },
  { header: 'Situación registral', width: 28, value: registryLabel },
  instantColumn('Captado (hora centro)', ({ capturedAt }) => capturedAt),
  instantColumn('Recibido (hora centro)', ({ receivedAt }) => receivedAt),
  { header: 'Canal', width: 16, value: channelOf },
  { header: 'Id Auxiliar', width: 26, value: ({ auxiliary }) => auxiliary?.idAuxiliar ?? '' },
  { header: 'Persona auxiliar', width: 36, value: ({ auxiliary }) => auxiliary?.displayName ?? '' },
];

/** The aspirant's supports and the preliminary state of each (§6.2–6.3). */
@Access('portal')
@Controller('portal/apoyos')
export class SupportPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { folio: text, ...selected } = filters.parse(query);
    const supportId = text === undefined ? undefined : await this.#find(actor, aspirantId, text);
    if (supportId !== undefined) {
      response.redirect(303, `${LIST}/${supportId}`);
      return;
    }
    await this.#send(actor, response, selected, { folio: text });
  }

  /** The list in Excel, with the filters of the page and names masked as on the page (§6.1 B). */
  @Get('lista.xlsx')
  async file(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const selected = filters.parse(query);
    const now = this.clock.now();
    const words = filterWords(selected, await this.#auxiliaries(actor, [selected.auxiliar]));
    const page = async (after: string | undefined) => {
      const rows = await this.dispatcher.ask(
        actor,
        new ListMaskedSupports({
          aspirantId,
          reportedClass: selected.clase,
          auxiliaryId: selected.auxiliar,
          after: cursorOf(after),
          limit: FILE_PAGE,
        }),
      );
      const auxiliaries = await this.#auxiliaries(
        actor,
        rows.map((row) => row.auxiliaryId),
      );
      const last = rows.length === FILE_PAGE ? rows.at(-1) : undefined;
      return {
        rows: rows.map((row) => ({ ...row, auxiliary: auxiliaries.get(row.auxiliaryId ?? '') })),
        next: last ? `${last.receivedAt}_${last.supportId}` : null,
      };
    };
    const note = `${words} Consulta: ${formatCentral(now)} (hora centro). Información preliminar.`;
    await sendListFile(response, actor.id, () =>
      writeListFile<FileRow>({ name: 'apoyos', now, columns: FILE_COLUMNS }, page, { note }),
    );
  }

  /** Filters by the auxiliary whose name was typed; if several match, the page lists them to choose from. */
  @Post('auxiliar')
  async byAuxiliary(@RequestActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { auxiliar, clase } = formTexts(body, ['auxiliar', 'clase']);
    const selected: Filters = { ...filters.parse({ clase }), auxiliar: undefined, tras: undefined };
    const search = auxiliar.slice(0, 254);
    if (search === '') {
      response.redirect(303, listUrl(selected));
      return;
    }
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { rows } = await this.dispatcher.ask(
      actor,
      new ListAuxiliariesOfAspirant({ aspirantId, search, descending: true, limit: CHOICES }),
    );
    const [only] = rows;
    if (only && rows.length === 1) {
      response.redirect(303, listUrl({ ...selected, auxiliar: only.auxiliaryId }));
      return;
    }
    const choices = rows.map(({ auxiliaryId, idAuxiliar, displayName }) => ({
      idAuxiliar,
      displayName,
      href: listUrl({ ...selected, auxiliar: auxiliaryId }),
    }));
    await this.#send(actor, response, selected, { auxiliary: { text: auxiliar, choices } });
  }

  async #send(
    actor: Actor,
    response: Response,
    selected: Filters,
    { folio: text, auxiliary: searched }: { readonly folio?: string; readonly auxiliary?: object },
  ): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const figures = await this.dispatcher.ask(actor, new GetSupportFigures({ aspirantId }));
    const filteredFigures =
      selected.auxiliar === undefined
        ? figures
        : await this.dispatcher.ask(actor, new GetSupportFigures({ aspirantId, auxiliaryId: selected.auxiliar }));
    const rows = await this.dispatcher.ask(
      actor,
      new ListMaskedSupports({
        aspirantId,
        reportedClass: selected.clase,
        auxiliaryId: selected.auxiliar,
        after: cursorOf(selected.tras),
        limit: PAGE_SIZE + 1,
      }),
    );
    const auxiliaries = await this.#auxiliaries(actor, [...rows.map((row) => row.auxiliaryId), selected.auxiliar]);
    const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined;
    this.pages.send(response, 'verification/portal/supports', {
      figures: figuresOf(figures),
      any: figures.total > 0 || text !== undefined || searched !== undefined,
      notFound: text && { text, complete: findFolio(text) !== undefined },
      searched,
      clase: selected.clase,
      fileHref: listUrl({ ...selected, tras: undefined }, undefined, `${LIST}/lista.xlsx`),
      printed: { at: this.clock.now(), filters: filterWords(selected, auxiliaries) },
      shown: shownCount(filteredFigures, selected),
      classes: classFilters(filteredFigures, selected),
      auxiliary: selected.auxiliar && {
        ...auxiliaries.get(selected.auxiliar),
        clearHref: listUrl({ ...selected, auxiliar: undefined }),
      },
      filtered: selected.clase !== undefined || selected.auxiliar !== undefined,
      supports: rows.slice(0, PAGE_SIZE).map((row) => ({ ...rowView(row, auxiliaries), ...captureOf(row) })),
      firstHref: selected.tras && listUrl(selected),
      nextHref: last && listUrl(selected, `${last.receivedAt}_${last.supportId}`),
    });
  }

  @Get(':supportId')
  async detail(
    @RequestActor() actor: Actor,
    @UuidParam('supportId') supportId: string,
    @Res() response: Response,
  ): Promise<void> {
    const support = await this.dispatcher.ask(actor, new GetSupport({ supportId }));
    const auxiliaries = await this.#auxiliaries(actor, [support.auxiliaryId]);
    this.pages.send(response, 'verification/portal/support', {
      ...rowView(support, auxiliaries),
      ...captureOf(support),
      integrityCode: support.integrityCode,
      reading: support.reading === 'failed' ? 'No se pudo leer la credencial; los datos se escribieron' : '',
      rollCut: support.rollCut,
      matchedAt: support.matchedAt,
      meaning: classLabel(support.reportedClass).meaning,
      timeline: timelineOf(support),
    });
  }

  /** @returns the id of the aspirant's support with this folio. */
  async #find(actor: Actor, aspirantId: string, text: string): Promise<string | undefined> {
    const folio = findFolio(text);
    if (folio === undefined) return undefined;
    const [found] = await this.dispatcher.ask(actor, new ListSupports({ aspirantId, folio, limit: 1 }));
    return found?.supportId;
  }

  /** The aspirant's auxiliaries with these ids. */
  async #auxiliaries(actor: Actor, ids: readonly (string | null | undefined)[]): Promise<Auxiliaries> {
    const wanted = [...new Set(ids.filter((id) => id !== null && id !== undefined))];
    if (wanted.length === 0) return new Map();
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { rows } = await this.dispatcher.ask(
      actor,
      new ListAuxiliariesOfAspirant({ aspirantId, ids: wanted, descending: true, limit: FILE_PAGE }),
    );
    return new Map(rows.map((row) => [row.auxiliaryId, row]));
  }
}

function rowView(row: SupportRow, auxiliaries: Auxiliaries): object {
  const auxiliary = auxiliaries.get(row.auxiliaryId ?? '');
  return {
    supportId: row.supportId,
    folio: row.folio,
    capturedAt: row.capturedAt,
    receivedAt: row.receivedAt,
    auxiliaryId: row.auxiliaryId,
    idAuxiliar: auxiliary?.idAuxiliar ?? '',
    auxiliaryName: auxiliary?.displayName ?? '',
    chip: classLabel(row.reportedClass).chip,
    desk: deskChip(row),
    inconsistency: inconsistencyOf(row),
    registry: registryLabel(row),
    notes: captureNotes(row.flags),
  };
}

function captureOf(support: Pick<MaskedSupport, 'citizen' | 'channel' | 'assisted'>): object {
  return { citizen: support.citizen, assisted: support.assisted, channel: channelOf(support) };
}

function channelOf({ channel, assisted }: Pick<MaskedSupport, 'channel' | 'assisted'>): string {
  return channel === 'paper' ? 'Papel' : assisted ? 'App, asistida' : 'App';
}

function inconsistencyOf(row: SupportRow): string {
  return row.reportedClass === 'con-inconsistencia' ? deskChip(row).word : '';
}

function cursorOf(text: string | undefined): { receivedAt: string; supportId: string } | undefined {
  const [receivedAt, supportId] = text?.split('_') ?? [];
  return receivedAt !== undefined && supportId !== undefined ? { receivedAt, supportId } : undefined;
}

/** The filters in words, for paper and for files. */
function filterWords({ clase, auxiliar }: Filters, auxiliaries: Auxiliaries): string {
  const auxiliary = auxiliaries.get(auxiliar ?? '');
  const words = [
    ...(clase === undefined ? [] : [`estado «${classLabel(clase).chip.word}»`]),
    ...(auxiliary === undefined ? [] : [`captados por ${auxiliary.displayName} (${auxiliary.idAuxiliar})`]),
  ];
  return words.length === 0 ? 'Sin filtros.' : `Filtros: ${words.join(', ')}.`;
}

/** How many supports match the filters; undefined without a filter. */
function shownCount({ total, byClass }: SupportFigures, { clase, auxiliar }: Filters): number | undefined {
  if (clase !== undefined) return byClass[clase];
  return auxiliar === undefined ? undefined : total;
}

/** One chip per class that has records, with its count and a link to the filtered list. */
function classFilters(figures: SupportFigures, selected: Filters): object[] {
  const all = {
    word: 'Todos',
    count: figures.total,
    href: listUrl({ ...selected, clase: undefined }),
    current: selected.clase === undefined,
  };
  const classes = REPORTED_CLASSES.filter((one) => figures.byClass[one] > 0 || one === selected.clase).map((one) => ({
    ...classLabel(one).chip,
    count: figures.byClass[one],
    href: listUrl({ ...selected, clase: one }),
    current: selected.clase === one,
  }));
  return [all, ...classes];
}

function listUrl({ clase, auxiliar }: Filters, after?: string, page = LIST): string {
  const query = new URLSearchParams();
  if (clase !== undefined) query.set('clase', clase);
  if (auxiliar !== undefined) query.set('auxiliar', auxiliar);
  if (after !== undefined) query.set('tras', after);
  return query.size === 0 ? page : `${page}?${query.toString()}`;
}
