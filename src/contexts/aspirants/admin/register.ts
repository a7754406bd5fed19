import type { Official } from '../../../admin/official.js';
import { isConfirmed, unchecked } from '../../../admin/screen.js';
import { ACCESS_CHECKED } from '../domain/corrections.js';
import { CorrectAspirant, RegisterAspirant, ValidateAspirant } from '../index.js';
import type { CorrectionResult, RegistrationResult } from './views.js';
import { warningSentence } from './warning-labels.js';

/** Registers the aspirant entered in the form (§5.B–E). Warnings are returned as sentences. */
export async function register(
  official: Official,
  input: Readonly<Record<string, unknown>>,
): Promise<RegistrationResult> {
  const { aspirantId, folio, warnings } = await official.run(new RegisterAspirant(unchecked(input)));
  return { aspirantId, folio, warnings: warnings.map(warningSentence) };
}

/** Validates the registration. Each acknowledged warning is a checkbox named by its key. */
export async function validate(
  official: Official,
  { version, ...checkboxes }: Readonly<Record<string, unknown>>,
  aspirantId: string,
): Promise<object> {
  const acknowledged = Object.entries(checkboxes).flatMap(([key, value]) => (value === 'si' ? [key] : []));
  await official.run(new ValidateAspirant({ aspirantId, version: Number(version), acknowledged }));
  return {};
}

export async function correct(
  official: Official,
  input: Readonly<Record<string, unknown>>,
  aspirantId: string,
): Promise<CorrectionResult> {
  const { version, warnings } = await official.run(
    new CorrectAspirant(
      unchecked({
        ...input,
        aspirantId,
        version: Number(input['version']),
        [ACCESS_CHECKED]: isConfirmed(input[ACCESS_CHECKED]),
      }),
    ),
  );
  return { version, warnings: warnings.map(warningSentence) };
}
