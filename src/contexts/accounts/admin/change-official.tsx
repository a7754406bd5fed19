import React from 'react';
import { ChangeView, type Change } from '../../../admin/ui/change.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import type { OfficialDetail } from './views.js';

const reasonHelp = 'Queda en el historial de la cuenta.';

const changesOf = (name: string): Readonly<Record<string, Change>> => ({
  aceptar: {
    consequence: `${name} podrá trabajar en el sistema desde este momento, con la función de su cuenta.`,
    done: 'Declaratoria aceptada; la cuenta quedó activa.',
  },
  devolver: {
    consequence: `${name} recibirá por correo el motivo y tendrá que enviar otra. Mientras tanto su cuenta no permite trabajar.`,
    done: 'Declaratoria devuelta; se avisó por correo.',
    reasonHelp,
  },
  'restablecer-segundo-factor': {
    consequence: `${name} podrá entrar solo con su contraseña y configurar otro; los códigos de recuperación que tenía dejan de servir. Se le avisa por correo. Antes, confirme por teléfono que lo pide.`,
    done: 'Segundo factor restablecido; se avisó por correo.',
    reasonHelp,
  },
  suspender: {
    consequence: `${name} no podrá entrar, y si tiene una sesión abierta terminará de inmediato.`,
    done: 'Cuenta suspendida.',
    reasonHelp,
  },
  reactivar: {
    consequence: `${name} podrá entrar de nuevo con su contraseña, en el estado que tenía.`,
    done: 'Cuenta reactivada.',
  },
});

export default function ChangeOfficial({ data: { name, account, institution }, post }: ScreenProps<OfficialDetail>) {
  return <ChangeView changes={changesOf(name)} record={name} lead={`${account} · ${institution}`} post={post} />;
}
