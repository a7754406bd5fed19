import { describe, expect, it } from '@jest/globals';
import { ownCardAdvice } from './read-own-card.js';

describe('the advice on a photograph of the auxiliary’s own card (§7.3)', () => {
  it('asks for the other side if that is what the picture shows', () => {
    const advice = (side: 'front' | 'back') => ownCardAdvice({ side, state: 'unreadable', hint: 'other-side' });
    expect(advice('front')).toMatchObject({ good: false, text: expect.stringContaining('Aquí va el frente') });
    expect(advice('back')).toMatchObject({ good: false, text: expect.stringContaining('Aquí va el reverso') });
  });

  it('accepts a side that was read, at least in part, and a back of a type that has no machine-readable zone', () => {
    expect(ownCardAdvice({ side: 'front', state: 'partial' }).good).toBe(true);
    expect(ownCardAdvice({ side: 'back', state: 'read' }).good).toBe(true);
    expect(ownCardAdvice({ side: 'back', state: 'unreadable', hint: 'other-type' }).good).toBe(true);
  });

  it('reports a photocopy even if it can be read, and never asks the auxiliary to type anything', () => {
    expect(ownCardAdvice({ side: 'front', state: 'read', hint: 'copy' }).good).toBe(false);
    for (const hint of ['again', 'dark', 'glare', 'closer', undefined] as const) {
      const { good, text } = ownCardAdvice({ side: 'front', state: 'unreadable', hint });
      expect([good, /escriba|tipo/.test(text)]).toEqual([false, false]);
    }
  });
});
