import { describe, expect, it } from '@jest/globals';
import { cast } from './cast.js';

describe('the cast of the demonstration', () => {
  it('lives in the municipality of the office, so that no one is outside its territory by accident', () => {
    const registered = [cast.aspirant(), ...cast.auxiliaries(), ...cast.citizens(), ...cast.samples()].filter(
      ({ stableKey }) => stableKey.startsWith('S026'),
    );
    expect(registered.length).toBeGreaterThan(12);
    expect(registered.map(({ entidad, municipio }) => `${entidad} ${municipio}`)).toEqual(
      registered.map(() => '22 014'),
    );
    const sections = registered.map(({ seccion }) => Number(seccion));
    expect(Math.min(...sections)).toBeGreaterThanOrEqual(372);
    expect(Math.max(...sections)).toBeLessThanOrEqual(740);
  });
});
