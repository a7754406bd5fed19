import type { Official } from '../../../admin/official.js';
import { ListAspirants, type AspirantSummary } from '../../aspirants/index.js';
import { GetOfficeRule } from '../../processes/index.js';
import { DESK_VERDICT_LABELS, GetSupportFigures } from '../../verification/index.js';
import type { Agreement } from '../domain/kappa.js';
import { boundOf } from '../domain/second-review.js';
import { GetSecondReviews, type SecondReviewFigures, type Verdict, type VerdictListDetail } from '../index.js';
import type { AgreementRow, BoundRow, SecondReviewsView } from './sample-views.js';

const MAX_ASPIRANTS = 200;
type AspirantFigures = SecondReviewFigures['aspirants'][number];

/** The agreement of the reviewers and the bound for each aspirant (decision 50). */
export async function secondReviewsView(
  official: Official,
  list: VerdictListDetail,
  nameOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<SecondReviewsView> {
  const figures = await official.ask(new GetSecondReviews({ listId: list.listId }));
  const names = await nameOf(figures.reviewers.map(({ reviewerId }) => reviewerId));
  return {
    ordered: figures.ordered,
    done: figures.done,
    unassigned: figures.unassigned,
    disagreements: figures.disagreements,
    undecided: figures.undecided,
    reviewers: figures.reviewers.map(({ reviewerId, agreement, criteria }, index) => ({
      ...agreementRow(names.get(reviewerId) ?? `Persona ${String(index + 1)}`, agreement),
      criteria: criteria.map((each) => agreementRow(DESK_VERDICT_LABELS[each.criterion as Verdict], each.agreement)),
    })),
    aspirants: await boundRows(official, list, figures.aspirants),
  };
}

/** The aspirants whose records a list contains. */
export async function listedAspirants(official: Official, ids: readonly string[]): Promise<readonly AspirantSummary[]> {
  if (ids.length === 0) return [];
  const limit = MAX_ASPIRANTS;
  return (await official.ask(new ListAspirants({ ids: ids.slice(0, limit), limit }))).rows;
}

async function boundRows(
  official: Official,
  { day }: VerdictListDetail,
  figures: readonly AspirantFigures[],
): Promise<BoundRow[]> {
  const rows: BoundRow[] = [];
  const aspirants = await listedAspirants(
    official,
    figures.map(({ aspirantId }) => aspirantId),
  );
  for (const { id, displayName: name, officeId } of aspirants) {
    const own = figures.find(({ aspirantId }) => aspirantId === id);
    if (!own) continue;
    const [newest] = await official.ask(new GetOfficeRule({ officeId }));
    const requirement = newest?.rule.requirement;
    const listed = own.favourable + own.unfavourable;
    if (requirement?.kind !== 'fixed') {
      rows.push({ id, name, bound: null, why: 'El cargo no tiene fijado cuántos apoyos se requieren.' });
    } else if (day !== null || listed < own.reviewed) {
      const why = 'La lista no contiene todos sus registros revisados. Publique una lista de todo el proceso.';
      rows.push({ id, name, bound: null, why });
    } else {
      const { byClass } = await official.ask(new GetSupportFigures({ aspirantId: id }));
      rows.push({ id, name, bound: boundView(own, byClass.valido, requirement.supports), why: '' });
    }
  }
  return rows;
}

function boundView(
  { favourable, unfavourable, progress }: AspirantFigures,
  counted: number,
  required: number,
): NonNullable<BoundRow['bound']> {
  const { kind, bound, ...rest } = boundOf({ favourable, unfavourable, counted, required }, progress);
  return { ...rest, required, counted, reached: kind === 'counted', chance: (bound * 100).toFixed(2) };
}

function agreementRow(label: string, { records, agreed, kappa }: Agreement): AgreementRow {
  const [value, low, high] = [kappa?.value, kappa?.low, kappa?.high].map((each) => each?.toFixed(2) ?? '');
  return { label, records, agreed, kappa: kappa && { value: value ?? '', low: low ?? '', high: high ?? '' } };
}
