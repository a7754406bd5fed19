import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { formatTime } from '../../clock/format-time.js';
import { Button } from '../../components/Button.js';
import { Check } from '../../components/Field.js';
import { Note, type NoteProps } from '../../components/Note.js';
import { Screen } from '../../components/Screen.js';
import { StorageNote, useStorageStatus } from '../../components/StorageNote.js';
import type { SendingView } from '../../sending/sending-status.js';
import { sendingSentence } from '../../sending/sentence.js';
import { useSending } from '../../sending/use-sending.js';
import { useServices } from '../../use-services.js';
import { ChooseRegistration } from './ChooseRegistration.js';
import { RecordLists } from './RecordLists.js';
import { LostLists } from './LostLists.js';
import { useLostRecords } from './use-lost-records.js';
import { useVaultContents } from './use-vault-contents.js';

/** Envíos y acuses: the records to send, and the receipts of those sent (§8.13, §10.3). */
export default function Sending() {
  const services = useServices();
  const { sender, vault } = services;
  const navigate = useNavigate();
  const view = useSending(sender);
  const contents = useVaultContents(vault, sender);
  const space = useStorageStatus();
  const lost = useLostRecords(services);
  const [wifiOnly, setWifiOnly] = useState(false);
  const [chosen, setChosen] = useState('');
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
  const lostCount = lost.gone.length + lost.elsewhere.length;
  return (
    <Screen
      title="Envíos y acuses"
      onBack={() => {
        navigate('/');
      }}
      actions={
        view.pending > 0 && (
          <Button disabled={view.state === 'sending'} onPress={() => void sender.run(true)}>
            Enviar ahora
          </Button>
        )
      }
    >
      <div role="status">
        <Note kind={registered && lostCount === 0 ? noteKind(view) : 'attention'}>
          {sendingSentence(view, { registered, lost: lostCount })}
        </Note>
      </div>
      {(view.state === 'busy' || view.state === 'untrusted') && view.nextAt !== undefined && (
        <p className="secondary">Próximo intento: {formatTime(new Date(view.nextAt))}</p>
      )}
      {view.state === 'sending' && <progress aria-label="Avance del envío" max={view.total} value={view.done} />}
      <LostLists gone={lost.gone} elsewhere={lost.elsewhere} registered={registered} onDismiss={lost.dismiss} />
      <StorageNote status={space} />
      {contents && contents.enrolments.length > 1 && (
        <ChooseRegistration enrolments={contents.enrolments} chosen={chosen} onChoose={setChosen} />
      )}
      {contents && <RecordLists contents={contents} chosen={chosen} view={view} />}
      <Check label="Enviar solo con Wi-Fi" checked={wifiOnly} onCheck={(only) => void chooseWifi(only)} />
    </Screen>
  );
}

function noteKind({ state, pending }: SendingView): NoteProps['kind'] {
  if (state === 'opening' || state === 'sending' || state === 'elsewhere') return 'process';
  return pending === 0 ? 'good' : 'attention';
}
