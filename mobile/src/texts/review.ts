import type { DeviceReview, ReviewReason } from '#electoral/wire';

/** What the state of a registration that is not yet admitted means for its captures (§7.4). */
export const REVIEW_TEXTS: Readonly<Record<DeviceReview, string>> = {
  unchecked:
    'Registro recibido; falta comparar su credencial y sus fotografías con los datos que dio la persona aspirante. ' +
    'Mientras tanto puede captar. El menú dirá si el OPL debe revisarlo.',
  'por-revisar':
    'Registro recibido; el OPL lo revisará antes de darlo por validado. Mientras tanto puede captar; si el OPL no lo ' +
    'admite, este teléfono dejará de captar. Si fotografió otra credencial o salió mal, regístrese de nuevo; para ' +
    'aclararlo, acuda a la persona aspirante o al OPL.',
};

const REASONS: Readonly<Record<ReviewReason, string>> = {
  'card-differs':
    'Lo leído en la credencial que fotografió no es lo que registró la persona aspirante. Si es su credencial, pídale ' +
    'que revise los datos con los que lo dio de alta.',
  'card-expired': 'La credencial que fotografió ya no está vigente.',
  'image-poor': 'Alguna de sus fotografías o su firma no se ve bien. Puede registrarse de nuevo con mejor luz.',
};

/** Sentences for the reasons that this version of the app knows. */
export function reviewReasonTexts(reasons: readonly string[] = []): string[] {
  return Object.entries(REASONS).flatMap(([reason, text]) => (reasons.includes(reason) ? [text] : []));
}
