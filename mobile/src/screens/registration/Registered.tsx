import type { DeviceReview } from '#electoral/wire';
import { useNavigate } from 'react-router-dom';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { REVIEW_TEXTS } from '../../texts/review.js';

/** @param review absent only if the device is already admitted. */
export function Registered({ review }: { readonly review: DeviceReview | undefined }) {
  const navigate = useNavigate();
  return (
    <Screen
      title={review ? 'Registro recibido' : 'Registro completo'}
      actions={
        <Button
          onPress={() => {
            navigate('/');
          }}
        >
          Continuar
        </Button>
      }
    >
      <Note kind={review ? 'process' : 'good'} live>
        <p>Este teléfono quedó registrado a su nombre. Ya puede entrar a «Captura de Datos» con su contraseña.</p>
        {review && <p>{REVIEW_TEXTS[review]}</p>}
      </Note>
    </Screen>
  );
}
