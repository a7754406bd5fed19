import { describe, expect, it } from '@jest/globals';
import { credentialType, type CredentialType } from '#electoral/identifiers';
import { SeenCards } from './seen-cards.js';

const type = credentialType('E') as CredentialType;
const card = { cic: '123456789', identificadorCiudadano: '987654321' };

describe('a card captured again in the same session', () => {
  it('is recognised by the fields that identify it, whatever else was read', async () => {
    const seen = new SeenCards();
    expect(await seen.has(type, card)).toBe(false);
    await seen.add(type, { ...card, nombre: 'ANA' });
    expect(await seen.has(type, card)).toBe(true);
    expect(await seen.has(type, { ...card, cic: '123456788' })).toBe(false);
  });

  it('is forgotten when the session ends, and the session does not keep its fields in plaintext', async () => {
    const seen = new SeenCards();
    await seen.add(type, card);
    expect(JSON.stringify(seen)).not.toContain(card.cic);
    expect(await new SeenCards().has(type, card)).toBe(false);
  });
});
