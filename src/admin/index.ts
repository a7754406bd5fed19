/**
 * The back office: a thin shell on AdminJS (§4.1).
 *
 * A context contributes its screens in `src/contexts/<context>/admin/index.ts`, which exports one
 * `contribution: Contribution`; `contributions.ts` finds it by its place. A contribution holds
 *
 * - `order`: where its section stands in the navigation;
 * - catalogues: what has a list and records, e.g. `aspirantes`. Each is a small read-only AdminJS resource; its list,
 *   the page of one record and every verb (an action of AdminJS whose POST dispatches one command) are screens;
 * - pages: screens that stand alone, e.g. the control desk;
 * - `home`: dates that are due and the next step, for the page everybody begins on;
 * - `additions`: panels and verbs on the records of a lower context;
 * - `notice`, `audit`: what is shown above every page, and what 'Bitácora' calls its matters.
 *
 * A `Screen` (`screen.ts`) names its permission, its React component (`<context>/<file>` is the default export of
 * `src/contexts/<context>/admin/<file>.tsx`; `admin/<file>` of `src/admin/pages/<file>.tsx`), a `load` that asks
 * queries and a `post` that runs one command, both for the official in front of it (`Official`).
 * What is not named here does not exist: the screens an official may not open are neither shown nor answered.
 *
 * Components receive `ScreenProps` of `ui/screen.tsx` and are built from `ui/`: `page.tsx` (head, table, state,
 * facts), `form.tsx` (fields, errors, drafts), `frame.tsx` (links that show only what is allowed). What `load` answers
 * and the component shows is typed once, in a `views.ts` beside both, imported as a type.
 *
 * Addresses: `/admin` · `/admin/resources/<catalogue>` · `/admin/resources/<catalogue>/actions/<verb>` ·
 * `/admin/resources/<catalogue>/records/<id>/(show|<verb>)` · `/admin/pages/<page>` ·
 * `/admin/archivos/<catalogue>/<id>/<file>`; the same with `/admin/api` in front for their data.
 */
export { mountAdmin } from './mount.js';
