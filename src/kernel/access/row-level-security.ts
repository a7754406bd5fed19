import { DatabaseRole } from '../database/database-role.js';
import { EVERYTHING, TERRITORY, type Actor } from './actor.js';

/** The setting that the row-level security of the database compares with the territory of a row. */
export const TERRITORY_SETTING = 'apoyo.territory';

/**
 * Row-level security behind the kernel's own conditions (ADR 0062): if a query of an actor who is limited to one
 * territory lacks its condition, the database still returns no row of another one. An object, so that a test can remove
 * it.
 */
export const rowLevelSecurity = {
  /** The database role for reads of the actor, and the statement that assumes it; undefined for an unlimited actor. */
  of({ scope }: Actor): { readonly role: DatabaseRole; readonly statement: string } | undefined {
    const territory = scope[TERRITORY];
    if (scope[EVERYTHING] === EVERYTHING || territory === undefined || territory === EVERYTHING) return undefined;
    if (!/^[\w-]{1,40}$/.test(territory)) throw new Error('invalid territory key');
    const role = DatabaseRole.WithinTerritory;
    return { role, statement: `set local ${TERRITORY_SETTING} = '${territory}'; set local role ${role}` };
  },
};
