/**
 * The back office: a thin shell on AdminJS (§4.1).
 *
 * A context contributes its screens in `src/contexts/<context>/admin/index.ts`, which exports one
 * `contribution: Contribution`; `contributions.ts` finds it by that path. A contribution holds
 *
 * - `order`: its position in the navigation;
 * - catalogues: entities with a list and records, e.g. `aspirantes`. Each becomes a read-only AdminJS resource. Its
 *   list, the page of one record and every action (its POST dispatches one command) are screens;
 * - pages: screens outside a catalogue, e.g. the control desk;
 * - `home`: due dates and the next step, for the home page;
 * - `additions`: panels and actions on the records of a lower context;
 * - `notice`: shown above every page; `audit`: labels for the audit log page ('Bitácora').
 *
 * A `Screen` (`screen.ts`) names its permission, its React component (`<context>/<file>` is the default export of
 * `src/contexts/<context>/admin/<file>.tsx`; `admin/<file>` of `src/admin/pages/<file>.tsx`), a `load` that runs
 * queries and a `post` that runs one command, both as the signed-in official (`Official`).
 * Only declared screens exist. A screen that an official may not open is hidden, and its endpoints return 403.
 *
 * Components receive `ScreenProps` of `ui/screen.tsx` and are built from `ui/`: `page.tsx` (head, table, state,
 * facts), `form.tsx` (fields, errors, drafts), `frame.tsx` (links that show only what is allowed). The type that `load`
 * returns and the component shows is declared once, in a `views.ts` beside both, and imported as a type.
 *
 * Addresses: `/admin` · `/admin/resources/<catalogue>` · `/admin/resources/<catalogue>/actions/<action>` ·
 * `/admin/resources/<catalogue>/records/<id>/(show|<action>)` · `/admin/pages/<page>` ·
 * `/admin/archivos/<catalogue>/<id>/<file>`; their data is under `/admin/api`.
 */
export { mountAdmin } from './mount.js';
