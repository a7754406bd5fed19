import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { isPermitted } from '../../../kernel/access/access.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { formTexts } from '../../../kernel/http/form-errors.js';
import { Pages } from '../../../kernel/http/pages.js';
import { RequestActor } from '../../../kernel/http/request-actor.js';
import { openSearch, sealSearch } from '../../../kernel/lists/search-seal.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Access } from '../../../kernel/http/route-access.js';
import { AUXILIARY_STATUSES } from '../persistence/auxiliary-records.js';
import { CountAuxiliaries, type AuxiliaryCounts } from '../queries/count-auxiliaries.js';
import { ListAuxiliariesOfAspirant } from '../queries/list-auxiliaries-of-aspirant.js';
import { ListCustodyRequests } from '../queries/list-custody-requests.js';
import { ListImports } from '../queries/list-imports.js';
import { describeImport } from './import-labels.js';
import { aspirantOf } from './auxiliary-view.js';
import { BOUNCED, chipOf } from './auxiliary-labels.js';
import { isOpen } from './next-step.js';

const PAGE = 25;
const LIST = '/portal/auxiliares';

/** Query parameters. Invalid values are ignored, so that old links still open the list. */
const addressSchema = z.object({
  estado: z.enum(AUXILIARY_STATUSES).optional().catch(undefined),
  /** Encrypted search text. */
  busqueda: z.string().max(1000).optional().catch(undefined),
  despues: z.uuid().optional().catch(undefined),
  antes: z.uuid().optional().catch(undefined),
});
type Address = z.infer<typeof addressSchema>;

/** List of an aspirant's auxiliaries, newest first, with status filter, search and pages (§6.1 A). */
@Access('portal')
@Controller('portal/auxiliares')
export class AuxiliaryListPages {
  constructor(
    private readonly pages: Pages,
    private readonly dispatcher: Dispatcher,
    private readonly cipher: FieldCipher,
  ) {}

  @Get()
  async list(@RequestActor() actor: Actor, @Query() query: object, @Res() response: Response): Promise<void> {
    const aspirantId = aspirantOf(actor);
    const chosen = addressSchema.parse(query);
    const search = chosen.busqueda && (await openSearch(this.cipher, actor.id, chosen.busqueda));
    const counts = await this.dispatcher.ask(actor, new CountAuxiliaries({ aspirantId }));
    const page = await this.dispatcher.ask(
      actor,
      new ListAuxiliariesOfAspirant({
        aspirantId,
        status: chosen.estado,
        search: search === null || search === '' ? undefined : search,
        after: chosen.despues,
        before: chosen.antes,
        descending: true,
        limit: PAGE,
      }),
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
      estado: chosen.estado,
      search,
      clearHref: addressOf({ estado: chosen.estado }),
      auxiliaries: page.rows.map((one) => ({
        ...one,
        chip: chipOf(one.status),
        bounced: one.emailBouncedAt !== null && one.status !== 'discharged' ? BOUNCED : null,
      })),
      firstHref: page.previous && addressOf({ ...chosen, despues: undefined, antes: undefined }),
      previousHref: page.previous && addressOf({ ...chosen, despues: undefined, antes: page.previous }),
      nextHref: page.next && addressOf({ ...chosen, antes: undefined, despues: page.next }),
    });
  }

  /** Encrypts the search text before it becomes part of the URL, because surnames and e-mails are personal data. */
  @Post('buscar')
  async search(@RequestActor() actor: Actor, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { texto, estado } = formTexts(body, ['texto', 'estado']);
    const sealed =
      texto.trim() === '' ? undefined : await sealSearch(this.cipher, actor.id, texto.trim().slice(0, 254));
    response.redirect(303, addressOf({ ...addressSchema.parse({ estado }), busqueda: sealed }));
  }
}

/** One filter per status that occurs, with its count. */
function stateFilters(counts: AuxiliaryCounts, { estado, busqueda }: Address): object[] {
  const all = {
    word: 'Todas',
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    href: addressOf({ busqueda }),
    current: estado === undefined,
  };
  const states = AUXILIARY_STATUSES.filter((one) => counts[one] > 0 || one === estado).map((status) => ({
    ...chipOf(status),
    count: counts[status],
    href: addressOf({ estado: status, busqueda }),
    current: estado === status,
  }));
  return [all, ...states];
}

function addressOf(parts: Partial<Address>): string {
  const query = new URLSearchParams(
    Object.entries<string | undefined>(parts).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return query.size === 0 ? LIST : `${LIST}?${query.toString()}`;
}
