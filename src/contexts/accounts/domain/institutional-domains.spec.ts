import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkDomain, isInstitutional } from './institutional-domains.js';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const domain = fc.tuple(label, label, fc.constantFrom('mx', 'org', 'example')).map((parts) => parts.join('.'));
const local = fc.stringMatching(/^[a-z0-9._-]{1,20}$/);

describe('institutional domains (§4.1, §4.4)', () => {
  it('accept every address of a listed domain, in upper or lower case', () => {
    fc.assert(
      fc.property(local, fc.array(domain, { minLength: 1 }), fc.nat(), (name, domains, pick) => {
        const own = domains[pick % domains.length] ?? '';
        expect(isInstitutional(`${name}@${own.toUpperCase()}`, domains)).toBe(true);
      }),
    );
  });

  it('accept no other address, not even of a subdomain, a longer name or a name with a common prefix or suffix', () => {
    fc.assert(
      fc.property(local, domain, label, (name, own, other) => {
        const outside = [
          `${other}.${own}`,
          `${other}${own}`,
          `${own}.${other}`,
          `${own}${other}`,
          `${own}@${other}.mx`,
        ];
        for (const elsewhere of outside) expect(isInstitutional(`${name}@${elsewhere}`, [own])).toBe(false);
      }),
    );
  });

  it('must be valid and not belong to a provider of personal addresses', () => {
    fc.assert(
      fc.property(domain, (own) => {
        checkDomain(own);
      }),
    );
    for (const wrong of ['', 'ieeq', '@ieeq.mx', 'ieeq.mx ', 'ieeq..mx', '-ieeq.mx', 'ieeq.m', 'rosa@ieeq.mx']) {
      expect(() => {
        checkDomain(wrong);
      }).toThrow(expect.objectContaining({ code: 'ACCOUNTS.DOMAIN_FORMAT', field: 'domain' }));
    }
    for (const personal of ['gmail.com', 'hotmail.com.mx', 'outlook.es', 'me.com']) {
      expect(() => {
        checkDomain(personal);
      }).toThrow(expect.objectContaining({ code: 'ACCOUNTS.DOMAIN_PERSONAL' }));
    }
  });
});
