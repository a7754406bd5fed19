import { formatCentralMinute } from '../kernel/clock/central-time.js';
import type { Official } from './official.js';
import type { Contribution } from './screen.js';
import type { Card, DueDate, HomeView, Step } from './views.js';
import { isInTime } from '#electoral/time';

const MAX_DATES = 8;

/** Merges the home parts the official may see; the first step that a context returns wins. */
export async function loadHome(official: Official, contributions: readonly Contribution[]): Promise<HomeView> {
  const dates: DueDate[] = [];
  const cards: Card[] = [];
  let step: Step | null = null;
  for (const { home } of contributions) {
    if (!home || !official.may(home.permission)) continue;
    const part = await home.load(official);
    dates.push(...(part.dates ?? []));
    cards.push(...(part.cards ?? []));
    step ??= part.step ?? null;
  }
  const now = official.now();
  return {
    now: formatCentralMinute(now),
    step,
    due: cards.filter(isDue),
    figures: cards
      .filter((card) => !isDue(card) && (card.figure > 0 || card.own === true))
      .sort((a, b) => Number(b.own === true) - Number(a.own === true)),
    dates: dates
      .filter(({ at }) => isInTime(at, now))
      .sort((a, b) => a.at.localeCompare(b.at))
      .slice(0, MAX_DATES)
      .map((date) => ({ ...date, central: formatCentralMinute(new Date(date.at)) })),
  };
}

function isDue({ due = false, figure }: Card): boolean {
  return due && figure > 0;
}
