import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { formatDuration } from '../../clock/format-duration.js';
import type { ServerClock } from '../../clock/server-clock.js';
import { Button } from '../../components/Button.js';
import { Check } from '../../components/Field.js';
import { Note, type NoteProps } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { StorageNote, useStorageStatus } from '../../components/StorageNote.js';
import type { SendingView } from '../../sending/sending-status.js';
import { sendingSentence, type QueueFacts } from '../../sending/sentence.js';
import { useSending } from '../../sending/use-sending.js';
import { useOnline } from '../../use-online.js';
import { useServices } from '../../use-services.js';
import { ChooseRegistration } from './ChooseRegistration.js';
import { RecordLists } from './RecordLists.js';
import { LostLists } from './LostLists.js';
import { useTroubledRecords } from './use-troubled-records.js';
import { useVaultContents } from './use-vault-contents.js';

/** Envíos y acuses: the records to send, and the receipts of those sent (§8.13, §10.3). */
export default function Sending() {
  const services = useServices();
  const { sender, vault } = services;
  const navigate = useNavigate();
  const view = useSending(sender);
  const contents = useVaultContents(vault, sender);
  const space = useStorageStatus();
  const { troubles, report } = useTroubledRecords(services);
  const online = useOnline();
  const [wifiOnly, setWifiOnly] = useState(false);
  const [chosen, setChosen] = useState('');
  const [triedOffline, setTriedOffline] = useState(false);
  useEffect(() => {
    void vault.setting('wifiOnly').then((value) => {
      setWifiOnly(value ?? false);
    });
  }, [vault]);

  const chooseWifi = async (only: boolean): Promise<void> => {
    setWifiOnly(only);
    await vault.saveSetting('wifiOnly', only);
    await sender.run(true);
  };
  const registered = contents === undefined || contents.enrolments.length > 0;
  const facts: QueueFacts = { registered, online, troubles };
  return (
    <Screen
      title="Envíos y acuses"
      onBack={() => {
        navigate('/');
      }}
      actions={
        view.pending > 0 && (
          <Button
            disabled={view.state === 'sending'}
            onPress={() => {
              setTriedOffline(!online);
              void sender.run(true);
            }}
          >
            Enviar ahora
          </Button>
        )
      }
    >
      <div role="status">
        <Note kind={noteKind(view, facts)}>{sendingSentence(view, facts)}</Note>
      </div>
      {triedOffline && !online && (
        <Note kind="attention" live>
          No hay conexión y no se envió nada. Los apoyos siguen guardados: se enviarán solos al conectarse.
        </Note>
      )}
      {(view.state === 'busy' || view.state === 'untrusted') && view.nextAt !== undefined && (
        <NextAttempt at={view.nextAt} clock={services.clock} />
      )}
      {view.state === 'sending' && <progress aria-label="Avance del envío" max={view.total} value={view.done} />}
      <LostLists
        gone={troubles.gone}
        elsewhere={troubles.elsewhere}
        registered={registered}
        onDismiss={() => {
          report({ gone: troubles.gone });
        }}
      />
      <StorageNote status={space} />
      {contents && contents.enrolments.length > 1 && (
        <ChooseRegistration enrolments={contents.enrolments} chosen={chosen} onChoose={setChosen} />
      )}
      {contents && <RecordLists {...{ contents, chosen, view, troubles }} onReport={report} />}
      {contents && contents.receipts.length > 0 && (
        <p className="secondary">
          Aquí están los acuses de este teléfono y los que usted ya tenía al registrarlo. Los que obtenga con otro
          teléfono están en él y en su correo.
        </p>
      )}
      <Check label="Enviar solo con Wi-Fi" checked={wifiOnly} onCheck={(only) => void chooseWifi(only)} />
    </Screen>
  );
}

/** Green only if nothing is pending and nothing was ever lost or refused. */
function noteKind({ state, pending }: SendingView, { registered, troubles }: QueueFacts): NoteProps['kind'] {
  const { gone, elsewhere, expired, rejected, late } = troubles;
  if (expired.length + rejected.length + late.length > 0) return 'bad';
  if (!registered || gone.length + elsewhere.length > 0) return 'attention';
  if (state === 'opening' || state === 'sending' || state === 'elsewhere') return 'process';
  if (pending > 0) return 'attention';
  return troubles.hasTombstones ? 'neutral' : 'good';
}

interface NextAttemptProps {
  /** In milliseconds of the device's clock. */
  readonly at: number;
  readonly clock: Pick<ServerClock, 'deviceMs'>;
}

/** As a remaining time: the phone's own clock may differ from the server's. */
function NextAttempt({ at, clock }: NextAttemptProps) {
  const [left, setLeft] = useState(() => at - clock.deviceMs());
  useEffect(() => {
    const update = (): void => {
      setLeft(at - clock.deviceMs());
    };
    update();
    const timer = setInterval(update, 15_000);
    return () => {
      clearInterval(timer);
    };
  }, [at, clock]);
  return <p className="secondary">Próximo intento: en {formatDuration(Math.max(0, left))}</p>;
}
