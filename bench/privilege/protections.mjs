import { rowLevelSecurity } from '../../src/kernel/access/row-level-security.ts';
import { AuditStatements } from '../../src/kernel/audit/audit-statements.ts';
import { KeyedHash } from '../../src/kernel/crypto/keyed-hash.ts';

/** The keys of the MACs that the protection `macs` computes. */
const MAC_KEYS = ['audit.entry', 'outbox.message'];

/**
 * Each function prepares one protection of an application and returns a function that removes or restores it while the
 * application is idle. `owner` is connected as a superuser.
 */
export const PROTECTIONS = {
  /** The signatures of seals and of the list of streams. */
  signatures(app, owner) {
    const statements = app.get(AuditStatements);
    const [signHeads, readHeads] = ['signHeads', 'readHeads'].map((name) => statements[name].bind(statements));
    const unsigned = {
      signSeal: async () => 'unsigned',
      signHeads: async (statement) => JSON.stringify(statement),
      readHeads: async (text) => JSON.parse(text),
    };
    return async (removed) => {
      const { rows } = await owner.query('select statement from kernel.audit_heads');
      for (const { statement } of rows) {
        const { at, streams } = statement.startsWith('{') ? JSON.parse(statement) : await readHeads(statement);
        const heads = { at, streams };
        await owner.query('update kernel.audit_heads set statement = $1', [
          removed ? JSON.stringify(heads) : await signHeads(heads),
        ]);
      }
      if (removed) Object.assign(statements, unsigned);
      else for (const name of Object.keys(unsigned)) delete statements[name];
    };
  },
  /** The MACs of audit entries and of messages. */
  macs(app) {
    const hash = app.get(KeyedHash);
    const digestEach = hash.digestEach.bind(hash);
    let areRemoved = false;
    hash.digestEach = async (key, lists) =>
      areRemoved && MAC_KEYS.includes(key) ? lists.map(() => Buffer.alloc(32)) : digestEach(key, lists);
    return (removed) => {
      areRemoved = removed;
    };
  },
  /**
   * The triggers that compute the digests of protected rows. They are disabled, not dropped: each connection would
   * otherwise compile the function of a new trigger again.
   */
  async digests(_, owner) {
    const { rows } = await owner.query(
      `select tgrelid::regclass as table, quote_ident(tgname) as trigger
       from pg_trigger where tgname like 'note\\_%\\_rows' and not tgisinternal`,
    );
    return async (removed) => {
      const change = removed ? 'disable' : 'enable';
      for (const { table, trigger } of rows) await owner.query(`alter table ${table} ${change} trigger ${trigger}`);
    };
  },
  /** The privileges of the application's user and row-level security: neither applies to a superuser. */
  async roles(app, owner) {
    const { of } = rowLevelSecurity;
    return async (removed) => {
      await owner.query(`alter role apoyo_app ${removed ? 'superuser' : 'nosuperuser'}`);
      rowLevelSecurity.of = removed ? () => undefined : of;
    };
  },
};
