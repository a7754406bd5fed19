import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountRequestScene, derfe, opl } from '../../../test/support/account-request-scene.js';
import { AddInstitutionalDomain, ListInstitutionalDomains, ListOfficials, RemoveInstitutionalDomain } from './index.js';

let scene: AccountRequestScene;

beforeAll(async () => {
  scene = await AccountRequestScene.open();
});
afterAll(() => scene.close());
beforeEach(() => {
  scene.startTest();
});

describe('institutional domains (§4.1, §4.4)', () => {
  it('can be added and removed; existing addresses remain valid', async () => {
    const { domainId } = await scene.dispatcher.run(
      derfe,
      new AddInstitutionalDomain({ entidad: '22', domain: 'Consejos.IEEQ.example' }),
    );
    const again = scene.dispatcher.run(
      derfe,
      new AddInstitutionalDomain({ entidad: '22', domain: 'consejos.ieeq.example' }),
    );
    await expect(again).rejects.toMatchObject({ code: 'ACCOUNTS.DOMAIN_KNOWN', field: 'domain' });
    const email = `persona.${String(scene.number)}@consejos.ieeq.example`;
    const { accountId } = await scene.accept(await scene.add(await scene.register(), { email }));
    await scene.dispatcher.run(derfe, new RemoveInstitutionalDomain({ domainId }));
    expect((await scene.dispatcher.ask(derfe, new ListOfficials({ accountId }))).rows).toMatchObject([{ email }]);
    scene.number += 1;
    await expect(scene.add(await scene.register(), { email: `otra.${email}` })).rejects.toMatchObject({
      code: 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL',
    });
  });

  it('include ine.mx, the only domain of account names: it cannot be removed, and no other is accepted (§4.1, §4.2)', async () => {
    const domains = await scene.dispatcher.ask(derfe, new ListInstitutionalDomains({}));
    const own = domains.find(({ purpose }) => purpose === 'account');
    expect(own?.domain).toBe('ine.mx');
    const removed = scene.dispatcher.run(derfe, new RemoveInstitutionalDomain({ domainId: own?.id ?? '' }));
    await expect(removed).rejects.toMatchObject({ code: 'ACCOUNTS.DOMAIN_OF_ACCOUNTS' });
    await scene.sql(
      `insert into accounts.institutional_domain (id, purpose, domain, added_by, added_at)
       values (gen_random_uuid(), 'account', 'cuentas.example', 'spec', now())`,
    );
    const account = `persona.${String(scene.number)}@cuentas.example`;
    await expect(scene.accept(await scene.add(await scene.register()), { account })).rejects.toMatchObject({
      code: 'ACCOUNTS.ACCOUNT_FORMAT',
      field: 'account',
    });
  });

  it('cannot be added by an OPL', async () => {
    const refused = scene.dispatcher.run(opl, new AddInstitutionalDomain({ entidad: '22', domain: 'nuevo.example' }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.FORBIDDEN' });
  });
});
