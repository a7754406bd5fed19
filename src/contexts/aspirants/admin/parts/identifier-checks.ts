import {
  checkCic,
  checkCitizenIdentifier,
  checkClaveElector,
  checkIssueNumber,
  checkOcr,
  type Problem,
} from '#electoral/identifiers';

type Check = (clean: string) => string | null;

/** Runs the server's checks when a field loses focus. Warnings are shown only after the registration. */
export function identifierChecks(sentences: Readonly<Record<string, string>>) {
  const message = (problems: readonly Problem[]): string | null => {
    const refused = problems.find(({ severity }) => severity === 'refuse');
    return refused ? (sentences[refused.code]?.replace('{expected}', refused.expected ?? '') ?? null) : null;
  };
  return {
    claveElector:
      (values: Readonly<Record<string, string>>): Check =>
      (clean) =>
        message(
          checkClaveElector(clean, values['fechaNacimiento'] ? { fechaNacimiento: values['fechaNacimiento'] } : {}),
        ),
    cic: ((clean) => message(checkCic(clean))) satisfies Check,
    identificadorCiudadano: ((clean) => message(checkCitizenIdentifier(clean))) satisfies Check,
    numeroEmision: ((clean) => message(checkIssueNumber(clean))) satisfies Check,
    ocr: ((clean) => message(checkOcr(clean))) satisfies Check,
    seccion: ((clean) => (/^\d{4}$/.test(clean) ? null : (sentences['SECCION_FORMAT'] ?? null))) satisfies Check,
  };
}
