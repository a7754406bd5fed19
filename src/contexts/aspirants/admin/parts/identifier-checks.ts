import {
  checkCic,
  checkCitizenIdentifier,
  checkClaveElector,
  checkEmissionNumber,
  checkOcr,
  type Problem,
} from '#electoral/identifiers';

type Check = (clean: string) => string | null;

/** The checks of the server, already on leaving a field; what only warns is left for after the registration. */
export function identifierChecks(sentences: Readonly<Record<string, string>>) {
  const say = (problems: readonly Problem[]): string | null => {
    const refused = problems.find(({ severity }) => severity === 'refuse');
    return refused ? (sentences[refused.code]?.replace('{expected}', refused.expected ?? '') ?? null) : null;
  };
  return {
    claveElector:
      (values: Readonly<Record<string, string>>): Check =>
      (clean) =>
        say(checkClaveElector(clean, values['fechaNacimiento'] ? { fechaNacimiento: values['fechaNacimiento'] } : {})),
    cic: ((clean) => say(checkCic(clean))) satisfies Check,
    identificadorCiudadano: ((clean) => say(checkCitizenIdentifier(clean))) satisfies Check,
    numeroEmision: ((clean) => say(checkEmissionNumber(clean))) satisfies Check,
    ocr: ((clean) => say(checkOcr(clean))) satisfies Check,
    seccion: ((clean) => (/^\d{4}$/.test(clean) ? null : (sentences['SECCION_FORMAT'] ?? null))) satisfies Check,
  };
}
