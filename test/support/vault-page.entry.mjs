// Runs in the page (page-code.ts builds it): the contract of a vault, for the one of a browser.
import { openIndexedVault } from '../../mobile/src/storage/indexed-vault.ts';
import { CONTRACT } from '../../mobile/src/storage/vault-contract.ts';

/** @returns what each check said: nothing when it holds. */
async function checkContract() {
  const said = [];
  for (const [name, check] of Object.entries(CONTRACT)) {
    try {
      await check(() => openIndexedVault(`contract ${name}`));
    } catch (error) {
      said.push(`${name}: ${error}`);
    }
  }
  return { checks: Object.keys(CONTRACT).length, said };
}

Object.assign(globalThis, { checkContract });
