import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { hasTerritoryKey, type OfficeScope } from '../domain/office-territory.js';
import { findOffice } from '../persistence/process-records.js';
import { findCatalogueInForce } from '../persistence/territory-records.js';
import { thresholdRuleSchema, type DispersionUnit, type ThresholdRule } from '../domain/threshold-rule.js';

const input = z.object({ officeId: z.uuid() });

export interface RuleTemplate {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  readonly rule: ThresholdRule;
}

export interface RuleChoices {
  readonly templates: readonly RuleTemplate[];
  /** Number of units in the office's territory; null if no catalogue is in force or the territory is not set. */
  readonly units: Readonly<Record<Exclude<DispersionUnit, 'entidad'>, number>> | null;
}

const WITHIN: Readonly<Record<OfficeScope, string>> = {
  entidad: '$2 = $2',
  'local-district': 'local_district = $2',
  municipality: 'municipality = $2',
};

/** Returns what the form of an office's rule offers: templates from other laws, and the units in its territory. */
@QuerySpec({ name: 'processes.get-rule-choices', permission: 'processes.read', input })
export class GetRuleChoices extends KernelQuery<z.infer<typeof input>, RuleChoices> {}

@QueryHandler(GetRuleChoices)
export class GetRuleChoicesHandler implements IQueryHandler<GetRuleChoices> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { officeId } }: GetRuleChoices): Promise<RuleChoices> {
    const office = await findOffice(this.work, officeId);
    this.work.authorize({ ...this.work.actor.scope, entidad: office.entidad });
    const templates = await this.work.sql<Omit<RuleTemplate, 'rule'> & { readonly rule: object }>(
      'select key, label, remark as note, rule from processes.rule_template order by position',
    );
    const catalogue = hasTerritoryKey(office)
      ? await findCatalogueInForce(this.work, office.entidad, this.clock.now())
      : undefined;
    const [units] = catalogue
      ? await this.work.sql<NonNullable<RuleChoices['units']>>(
          `select count(distinct local_district)::int as "local-district", count(distinct municipality)::int as municipality,
             count(*)::int as section, count(distinct federal_district)::int as "federal-district"
           from processes.section where catalogue_id = $1 and ${WITHIN[office.scope]}`,
          [catalogue.id, office.territory],
        )
      : [];
    return {
      templates: templates.map((template) => ({
        ...template,
        rule: thresholdRuleSchema.parse({ cutOff: null, ...template.rule }),
      })),
      units: units ?? null,
    };
  }
}
