import { BaseProperty, BaseRecord, BaseResource, type ActionContext } from 'adminjs';
import { DomainError } from '../kernel/errors/domain-error.js';
import { officialOf } from './current-admin.js';
import type { Catalogue } from './screen.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A read-only AdminJS resource: it finds a record through the context's query, as the signed-in official. AdminJS's
 * base class refuses to list, create, change and delete.
 */
export class CatalogueResource extends BaseResource {
  readonly #catalogue: Catalogue;
  readonly #properties = [new BaseProperty({ path: 'id', isId: true }), new BaseProperty({ path: 'title' })];

  constructor(catalogue: Catalogue) {
    super();
    this.#catalogue = catalogue;
  }

  override id(): string {
    return this.#catalogue.id;
  }

  override databaseName(): string {
    return '';
  }

  override properties(): BaseProperty[] {
    return this.#properties;
  }

  override property(path: string): BaseProperty | null {
    return this.#properties.find((property) => property.path() === path) ?? null;
  }

  /** @throws DomainError ACCESS.OUT_OF_SCOPE: AdminJS loads the record before it checks access to the action. */
  override async findOne(id: string, context?: ActionContext): Promise<BaseRecord> {
    const { record } = this.#catalogue;
    if (!record || !UUID.test(id)) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    return new BaseRecord({ id, title: await record.title(officialOf(context?.currentAdmin), id) }, this);
  }
}
