// The real web process, with a register of the given number of auxiliaries.
import { register } from 'node:module';

register('../lib/typescript-hook.mjs', import.meta.url);
const { createApp, migrate } = await import('../../src/app.ts');
const { seedOfficials } = await import('../../src/demonstration/seed/officials.ts');
const { FieldCipher } = await import('../../src/kernel/crypto/field-cipher.ts');
const { loadConfig } = await import('../../src/kernel/config/config.ts');
const { EntityManager } = await import('@mikro-orm/postgresql');
const { fill } = await import('./fill.mjs');

const app = await createApp(loadConfig(process.env));
await migrate(app);
await app.init();
await seedOfficials(app);
await fill(process.env.OWNER_DATABASE_URL, Number(process.env.BENCH_AUXILIARIES));

// A row is encrypted when it is first shown, because a value is bound to its row and most rows are never requested.
const cipher = app.get(FieldCipher);
const decrypt = cipher.decryptText.bind(cipher);
cipher.decryptText = async (encrypted, context) => {
  if (encrypted.length > 1) return decrypt(encrypted, context);
  const personal = JSON.stringify({ nombre: 'Ana', paterno: 'Paz', materno: 'Ríos' });
  await app
    .get(EntityManager)
    .fork()
    .getConnection()
    .execute('update auxiliaries.auxiliary set personal = ? where id = ?', [
      await cipher.encrypt(personal, context),
      context.split(':')[1],
    ]);
  return personal;
};
await app.listen(Number(process.env.PORT), '127.0.0.1');
console.log(JSON.stringify({ pid: process.pid, port: Number(process.env.PORT) }));
