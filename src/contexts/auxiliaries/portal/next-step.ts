import type { NextStep } from '../../../portal/contribution.js';

/** The next step of an aspirant who has not yet fulfilled the OPL's custody request. */
export const CUSTODY_STEP: NextStep = {
  href: '/portal/resguardo',
  action: 'Ver la solicitud',
  sentence: 'El OPL le pide documentos de sus auxiliares. Vea de quiénes y entréguelos.',
};

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
