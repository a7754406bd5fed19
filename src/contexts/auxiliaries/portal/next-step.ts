import type { NextStep } from '../../../portal/contribution.js';
import type { CustodyRequestView } from '../queries/list-custody-requests.js';

/** The next step of an aspirant who has not yet fulfilled the OPL's custody request. */
const CUSTODY_STEP: NextStep = {
  href: '/portal/resguardo',
  action: 'Ver la solicitud',
  sentence: 'El OPL le pide documentos de sus auxiliares. Vea de quiénes y entréguelos.',
};

const RENEWED_STEP: NextStep = {
  href: '/portal/resguardo',
  action: 'Ver las versiones nuevas',
  sentence: 'Guardó versiones nuevas de documentos que el OPL ya tiene. Entréguelas también.',
};

const SIGN_AGAIN_STEP: NextStep = {
  href: '/portal/resguardo',
  action: 'Ver la solicitud',
  sentence:
    'El OPL tiene responsivas con los datos anteriores a una corrección. Guárdelas firmadas de nuevo y entréguelas.',
};

/** Whether the aspirant still has to transfer papers under a custody request. */
export function isOpen({ requested, transferred, renewed, signAgain }: CustodyRequestView): boolean {
  return transferred < requested || renewed > 0 || signAgain > 0;
}

/** Next step of an aspirant from whom the OPL requested papers; undefined if they were transferred. */
export function custodyStep(requests: readonly CustodyRequestView[]): NextStep | undefined {
  if (requests.some(({ requested, transferred }) => transferred < requested)) return CUSTODY_STEP;
  if (requests.some(({ renewed }) => renewed > 0)) return RENEWED_STEP;
  return requests.some(isOpen) ? SIGN_AGAIN_STEP : undefined;
}

/** Next step of an aspirant who corrected data after uploading a responsiva, whether or not the OPL requested it. */
export function signAgainStep(people: number): NextStep | undefined {
  if (people === 0) return undefined;
  return {
    href: '/portal/auxiliares?documentos=faltan',
    action: 'Ver de quiénes',
    sentence:
      'Hay responsivas con los datos anteriores a una corrección. Imprima cada una, fírmenla de nuevo y guárdela escaneada.',
  };
}

/** Next step before the end of the capture period; undefined once an auxiliary can capture. */
export function auxiliaryStep(auxiliaries: {
  readonly authorised: number;
  readonly ready: number;
}): NextStep | undefined {
  if (auxiliaries.authorised === 0) {
    return {
      href: '/portal/auxiliares/nuevo',
      action: 'Agregar auxiliar',
      sentence: 'Agregue a quienes captarán apoyos para usted.',
    };
  }
  if (auxiliaries.ready > 0) return undefined;
  return {
    href: '/portal/auxiliares',
    action: 'Ver auxiliares',
    sentence: 'Pida a sus auxiliares registrar su dispositivo con los datos que recibieron por correo.',
  };
}
