import { SeededRandom } from '../../synthetic/index.js';

const SKIN = ['#f3d3b8', '#e6b994', '#d6a077', '#c08a5e', '#a8704a', '#8a5a3c', '#6d4630'];
const HAIR = ['#120e0c', '#241a15', '#3a2a20', '#5a4230', '#7b6a5e', '#a7a3a0', '#c9a36a'];
const CLOTH = [
  '#2f3e50',
  '#6a3d4a',
  '#4c5b45',
  '#5a5170',
  '#7a5b3a',
  '#b9b4aa',
  '#1f2426',
  '#a33b3b',
  '#2f6d78',
  '#e5e1d8',
];

/**
 * Drawn head and shoulders in a 100 × 125 box, without a background. Seeds differ in shape, pose, hair, beard, light
 * and clothes. These are drawings: they do not show how perceptual hashes behave on real faces.
 */
export function faceSvg(seed: number): string {
  const random = SeededRandom.at(seed, 913);
  const between = (low: number, high: number): number => low + (random.between(0, 1000) / 1000) * (high - low);
  const [skin, hair, cloth] = [random.pick(SKIN), random.pick(HAIR), random.pick(CLOTH)];
  const [rx, ry] = [between(21, 30), between(29, 39)];
  const [cx, cy] = [between(45, 55), between(50, 60)];
  const [look, eyes] = [between(-5, 5), between(8.5, 12.5)];
  const eyeY = cy - between(0, 6);
  const [mouthWidth, smile] = [between(6, 12), between(-2, 8)];
  const top = cy - ry;
  const points = Array.from({ length: 9 }, (_, nth) => {
    const angle = Math.PI * (1 + nth / 8);
    const out = between(1, 1.28);
    return `${cx + Math.cos(angle) * (rx + 3) * out} ${cy + Math.sin(angle) * (ry + 2) * out}`;
  });
  const fringe = Array.from({ length: 5 }, (_, nth) => `${cx + rx - (nth * rx) / 2} ${top + between(4, 22)}`);
  const length = random.chance(0.5) ? between(0, 10) : between(20, 60);
  const lightX = random.chance(0.5) ? 0 : 1;
  const stripes = random.chance(0.4)
    ? Array.from(
        { length: 8 },
        (_, nth) => `<rect x="${nth * 13}" y="88" width="${between(2, 7)}" height="40" fill="#00000044"/>`,
      ).join('')
    : '';
  return `<defs><linearGradient id="s${seed}" x1="${lightX}" x2="${1 - lightX}" y1="0" y2="${between(0, 0.6)}"><stop offset="0" stop-color="#fff" stop-opacity="${between(0.02, 0.28)}"/><stop offset="1" stop-color="#000" stop-opacity="${between(0.05, 0.45)}"/></linearGradient></defs>
    <g transform="rotate(${between(-5, 5)} 50 90)">
    <path d="M${cx - rx - 3} ${cy} v${length} h${2 * rx + 6} v-${length} z" fill="${hair}"/>
    <path d="M${cx - 50} 130 q${between(0, 12)} ${-between(28, 40)} 34 ${-between(36, 44)} h32 q${between(24, 36)} ${between(2, 12)} 36 46 z" fill="${cloth}"/>${stripes}
    <rect x="${cx - 9}" y="${cy + ry - 14}" width="18" height="${between(18, 26)}" fill="${skin}"/>
    <polygon points="${points.join(' ')}" fill="${hair}"/>
    <ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${skin}"/>
    <polygon points="${cx - rx} ${cy - ry * 0.3} ${points.slice(1, 8).join(' ')} ${cx + rx} ${cy - ry * 0.3} ${fringe.join(' ')}" fill="${hair}"/>
    ${random.chance(0.25) ? `<path d="M${cx - rx} ${cy + 4} q${rx} ${ry * between(1.3, 2)} ${2 * rx} 0 q-4 ${between(8, 16)} -${rx} ${between(10, 18)} q-${rx - 4} -2 -${rx} -${between(10, 18)}" fill="${hair}" opacity="${between(0.5, 0.95)}"/>` : ''}
    ${[-1, 1].map((side) => `<ellipse cx="${cx + look + side * eyes}" cy="${eyeY}" rx="${between(3.4, 5.2)}" ry="${between(1.7, 3.2)}" fill="#f6f3ee"/><circle cx="${cx + look * 1.2 + side * eyes}" cy="${eyeY}" r="2" fill="#1c1410"/><path d="M${cx + look + side * eyes - 6} ${eyeY - between(4, 8)} q6 ${-between(0, 5)} 12 ${between(-2, 2)}" stroke="${hair}" stroke-width="${between(1.2, 3.4)}" fill="none"/>`).join('')}
    <path d="M${cx + look} ${eyeY + 2} q${-between(2, 6)} ${between(7, 13)} ${between(-2, 1)} ${between(10, 15)} h${between(3, 7)}" stroke="#00000066" stroke-width="1.6" fill="none"/>
    <path d="M${cx + look - mouthWidth} ${cy + ry * 0.5} q${mouthWidth} ${smile} ${2 * mouthWidth} 0" stroke="#8a4038" stroke-width="${between(1.6, 4.2)}" fill="none"/>
    ${random.chance(0.25) ? `<g fill="none" stroke="#222" stroke-width="${between(0.9, 2.4)}"><circle cx="${cx + look - eyes}" cy="${eyeY}" r="${between(6, 9)}"/><circle cx="${cx + look + eyes}" cy="${eyeY}" r="${between(6, 9)}"/></g>` : ''}
    </g><rect width="100" height="125" fill="url(#s${seed})"/>`;
}

/** Street background behind a person. */
export function streetSvg(seed: number, width: number, height: number): string {
  const random = SeededRandom.at(seed, 77);
  const colour = (): string => `hsl(${random.between(0, 359)} ${random.between(5, 45)}% ${random.between(25, 85)}%)`;
  const rectangles = Array.from({ length: random.between(3, 11) }, () => {
    const [w, h] = [random.between(width / 12, width / 2), random.between(height / 12, height / 1.2)];
    return `<rect x="${random.between(-50, width)}" y="${random.between(-50, height)}" width="${w}" height="${h}" fill="${colour()}"/>`;
  });
  return `<rect width="${width}" height="${height}" fill="${colour()}"/>${rectangles.join('')}`;
}
