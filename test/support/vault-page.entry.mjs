// Runs in the page (page-code.ts builds it): checks the vault contract against IndexedDB.
import { openIndexedVault } from '../../mobile/src/storage/indexed-vault.ts';
import { CONTRACT } from '../../mobile/src/storage/vault-contract.ts';

/** @returns the number of checks, and a message for each one that failed. */
async function checkContract() {
  const failures = [];
  for (const [name, check] of Object.entries(CONTRACT)) {
    try {
      await check(() => openIndexedVault(`contract ${name}`));
    } catch (error) {
      failures.push(`${name}: ${error}`);
    }
  }
  return { checks: Object.keys(CONTRACT).length, failures };
}

Object.assign(globalThis, { checkContract });
