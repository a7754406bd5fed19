import { type InventedElector, SeededRandom } from '../../synthetic/index.js';

const SKIN = ['#f0cdae', '#e0ac86', '#c98f66', '#a8704a', '#7d5136'];
const HAIR = ['#1d1613', '#2f211a', '#4a3426', '#6b6460', '#8f8a86'];
const CLOTH = ['#3b4d61', '#6a3d4a', '#4c5b45', '#5a5170', '#7a5b3a'];

/** Drawn head and shoulders in a 100 × 125 box; the same person always has the same features. */
export function portraitSvg(person: InventedElector): string {
  const random = SeededRandom.at(Number(person.identificadorCiudadano), 77);
  const skin = random.pick(SKIN);
  const hair = random.pick(HAIR);
  const width = random.between(23, 28);
  const height = random.between(31, 36);
  const eyes = random.between(9, 12);
  const brow = random.between(0, 3);
  const mouth = random.between(7, 12);
  const long = person.sexo === 'M' ? random.between(30, 48) : random.between(4, 12);
  const glasses = random.chance(0.25);
  return `<g>
    <rect width="100" height="125" fill="#e9e7e2"/>
    <path d="M${50 - width - 5} 52 q0 -44 ${width + 5} -44 q${width + 5} 0 ${width + 5} 44 v${long} q-6 5 -12 0 v-${long} h-${2 * width - 14} v${long} q-6 5 -12 0 z" fill="${hair}"/>
    <path d="M8 125 q2 -32 32 -36 l10 6 l10 -6 q30 4 32 36 z" fill="${random.pick(CLOTH)}"/>
    <rect x="41" y="78" width="18" height="16" fill="${skin}"/>
    <ellipse cx="50" cy="56" rx="${width}" ry="${height}" fill="${skin}"/>
    <path d="M${50 - width} 50 q4 -26 ${width} -27 q${width - 4} 1 ${width} 27 q-10 -14 -${width} -14 q-${width - 8} 0 -${width} 14 z" fill="${hair}"/>
    <g fill="#fff"><ellipse cx="${50 - eyes}" cy="54" rx="4.6" ry="2.9"/><ellipse cx="${50 + eyes}" cy="54" rx="4.6" ry="2.9"/></g>
    <g fill="#241a14"><circle cx="${50 - eyes}" cy="54" r="2.4"/><circle cx="${50 + eyes}" cy="54" r="2.4"/></g>
    <path d="M${44 - eyes} ${48 - brow} q6 -3 12 0 M${44 + eyes} ${48 - brow} q6 -3 12 0" stroke="${hair}" stroke-width="2" fill="none"/>
    <path d="M50 56 q-4 9 -1 11 h4" stroke="#00000055" stroke-width="1.4" fill="none"/>
    <path d="M${50 - mouth} 75 q${mouth} ${random.between(3, 7)} ${2 * mouth} 0" stroke="#8a4038" stroke-width="2.4" fill="none"/>
    ${glasses ? `<g fill="none" stroke="#333" stroke-width="1.2"><circle cx="${50 - eyes}" cy="54" r="7.5"/><circle cx="${50 + eyes}" cy="54" r="7.5"/></g>` : ''}
  </g>`;
}
