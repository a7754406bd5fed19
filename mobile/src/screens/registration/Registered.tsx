import { useNavigate } from 'react-router-dom';
import { Button } from '../../components/Button.js';
import { Note } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';

export function Registered() {
  const navigate = useNavigate();
  return (
    <Screen
      title="Registro completo"
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
      <Note kind="good" live>
        Este teléfono quedó registrado a su nombre. Ya puede entrar a «Captura de Datos» con su contraseña.
      </Note>
    </Screen>
  );
}
