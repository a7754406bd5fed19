import type { CameraState } from './use-camera.js';
import type { ShotFault } from './analyse-frame.js';

/** Each text tells the user one thing to do. */
export const SHOT_FAULTS: Readonly<Record<ShotFault, string>> = {
  dark: 'Hay poca luz. Busque un lugar más iluminado.',
  bright: 'Hay un reflejo o demasiada luz. Incline un poco o cambie de lugar.',
  blurred: 'Se ve borrosa. Sostenga firme y espere a que enfoque.',
  'no-card': 'No se ve la credencial. Acomódela dentro del marco.',
  'small-card': 'Acerque el teléfono: la credencial debe llenar el marco.',
  'no-face': 'No se ve un rostro. Colóquelo de frente, dentro del óvalo.',
  'many-faces': 'Hay dos rostros. Debe aparecer solo una persona.',
  'cut-off': 'El rostro sale cortado. Acomódelo completo dentro del óvalo.',
  far: 'Acérquese un poco.',
  near: 'Aléjese un poco.',
  'off-centre': 'Centre el rostro en el óvalo.',
  tilted: 'Enderece el teléfono o la cabeza.',
  turned: 'Mire de frente al teléfono.',
};

/** If the camera has a light that is off. */
export const DARK_WITH_LIGHT = 'Hay poca luz. Encienda la luz con el botón de arriba.';

type CameraError = Exclude<CameraState, 'starting' | 'running'>;

const CAMERA_ERRORS: Readonly<Record<CameraError, string>> = {
  denied:
    'La aplicación no tiene permiso para usar la cámara. Abra los ajustes del teléfono, busque esta aplicación en ' +
    '«Permisos» o «Privacidad», permita la cámara y regrese aquí.',
  missing:
    'No se encontró una cámara. Si el teléfono la tiene, reinícielo; si no, use otro teléfono registrado. ' +
    'Las fotografías no se pueden tomar de la galería.',
  busy: 'Otra aplicación está usando la cámara. Ciérrela (videollamada, linterna u otra cámara) e intente de nuevo.',
  interrupted: 'La cámara se interrumpió, quizá por una llamada. Al terminar, intente de nuevo; lo captado sigue aquí.',
};

const DENIED_IN_BROWSER =
  'El navegador no tiene permiso para usar la cámara en esta página. Toque el candado o el icono junto a la dirección, ' +
  'abra los permisos, permita la cámara y regrese aquí. Si no se ve la dirección, mantenga presionado el icono de la ' +
  'aplicación, abra su información y permita la cámara.';

/** Why there is no camera picture, and what to do: a web app has the permissions that the browser gives its page. */
export function cameraErrorText(state: CameraError, isPackaged: boolean): string {
  return state === 'denied' && !isPackaged ? DENIED_IN_BROWSER : CAMERA_ERRORS[state];
}
