import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { findFolio } from '#electoral/wire';
import { GetAuxiliaryNames } from '../../auxiliaries/index.js';
import {
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
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { UuidParam } from '../../../kernel/http/uuid-param.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { timelineOf } from './support-timeline.js';
import { deskChip, figuresOf, registryLabel, classLabel } from './support-labels.js';

const PAGE_SIZE = 25;

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

/** The aspirant's supports and the preliminary state of each (§6.2–6.3). */
@Access('portal')
@Controller('portal/apoyos')
export class SupportPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Get()
  async list(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = actor.scope['aspirantId'] ?? '';
    const { folio: text, ...selected } = filters.parse(query);
    const supportId = text === undefined ? undefined : await this.#find(actor, aspirantId, text);
    if (supportId !== undefined) {
      response.redirect(303, `/portal/apoyos/${supportId}`);
      return;
    }
    const figures = await this.dispatcher.ask(actor, new GetSupportFigures({ aspirantId }));
    const ofAuxiliary =
      selected.auxiliar === undefined
        ? figures
        : await this.dispatcher.ask(actor, new GetSupportFigures({ aspirantId, auxiliaryId: selected.auxiliar }));
    const [receivedAt, lastId] = selected.tras?.split('_') ?? [];
    const rows = await this.dispatcher.ask(
      actor,
      new ListMaskedSupports({
        aspirantId,
        reportedClass: selected.clase,
        auxiliaryId: selected.auxiliar,
        after: receivedAt !== undefined && lastId !== undefined ? { receivedAt, supportId: lastId } : undefined,
        limit: PAGE_SIZE + 1,
      }),
    );
    const auxiliaries = await this.#auxiliaryIds(actor, [...rows.map((row) => row.auxiliaryId), selected.auxiliar]);
    const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined;
    this.pages.send(response, 'verification/portal/supports', {
      figures: figuresOf(figures),
      any: figures.total > 0 || text !== undefined,
      notFound: text && { text, complete: findFolio(text) !== undefined },
      shown: shownCount(ofAuxiliary, selected),
      classes: classFilters(ofAuxiliary, selected),
      auxiliary: selected.auxiliar && {
        idAuxiliar: auxiliaries.get(selected.auxiliar) ?? '',
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
    const auxiliaries = await this.#auxiliaryIds(actor, [support.auxiliaryId]);
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

  async #auxiliaryIds(actor: Actor, ids: readonly (string | null | undefined)[]): Promise<ReadonlyMap<string, string>> {
    const auxiliaryIds = [...new Set(ids.filter((id) => id !== null && id !== undefined))];
    const auxiliaries = await this.dispatcher.ask(actor, new GetAuxiliaryNames({ auxiliaryIds }));
    return new Map(auxiliaries.map(({ auxiliaryId, idAuxiliar }) => [auxiliaryId, idAuxiliar]));
  }
}

function rowView(row: SupportRow, auxiliaries: ReadonlyMap<string, string>): object {
  return {
    supportId: row.supportId,
    folio: row.folio,
    capturedAt: row.capturedAt,
    receivedAt: row.receivedAt,
    auxiliaryId: row.auxiliaryId,
    idAuxiliar: row.auxiliaryId === null ? '' : (auxiliaries.get(row.auxiliaryId) ?? ''),
    chip: classLabel(row.reportedClass).chip,
    desk: deskChip(row),
    inconsistency: row.reportedClass === 'con-inconsistencia' ? deskChip(row).word : '',
    registry: registryLabel(row),
  };
}

function captureOf({ citizen, channel, assisted }: Pick<MaskedSupport, 'citizen' | 'channel' | 'assisted'>): object {
  return { citizen, assisted, channel: channel === 'paper' ? 'Papel' : assisted ? 'App, asistida' : 'App' };
}

/** How many supports the filters leave; undefined without a filter. */
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

function listUrl({ clase, auxiliar }: Filters, after?: string): string {
  const query = new URLSearchParams();
  if (clase !== undefined) query.set('clase', clase);
  if (auxiliar !== undefined) query.set('auxiliar', auxiliar);
  if (after !== undefined) query.set('tras', after);
  return query.size === 0 ? '/portal/apoyos' : `/portal/apoyos?${query.toString()}`;
}
