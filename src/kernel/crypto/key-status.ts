import { Injectable } from '@nestjs/common';
import { KeyBackups } from '../backup/key-backup.js';
import { AppConfig } from '../config/config.js';
import { StatusSource, type StatusFigure } from '../health/status-source.js';
import { isOpen, KeyStore, type StoredKey } from './key-store.js';
import { keyPairName, ROOT_PAIR } from './signing.js';

/** Whether someone on the server could sign a key set. */
export function isRootOnServer(
  { rootPublicKey }: Pick<AppConfig, 'rootPublicKey'>,
  stored: readonly StoredKey[],
): boolean {
  return rootPublicKey === undefined || stored.some((key) => key.name === ROOT_PAIR && isOpen(key));
}

/** Whether keys are kept where they belong. In production only: the demonstration keeps them all in one place. */
@Injectable()
export class KeyStatus extends StatusSource {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly backups: KeyBackups,
  ) {
    super();
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    const { mode, runsJobs } = this.config;
    if (mode !== 'production') return [];
    const stored = await this.keys.list();
    return [
      {
        name: 'keys.backup-unproven',
        label: 'Llaves de recepción cuyo respaldo no se ha comprobado',
        value: (await this.backups.unproven()).length,
        unit: '',
        limit: 0,
        remedy: 'Haga «keys backup», «keys verify-backup» y «keys confirm-backup»; sin eso no se abre ningún periodo.',
      },
      {
        name: 'keys.root-on-server',
        label: 'La llave raíz está en el servidor',
        value: Number(isRootOnServer(this.config, stored)),
        unit: '',
        limit: 0,
        remedy:
          'Cree la raíz en una máquina sin red («keys root»), ponga su parte pública en ROOT_PUBLIC_KEY_FILE y saque la anterior con «keys remove-root».',
      },
      {
        name: 'keys.intake-open-to-web',
        label: 'Un proceso web sin trabajos puede abrir los registros',
        value: Number(!runsJobs && stored.some((key) => key.name === keyPairName('intake') && isOpen(key))),
        unit: '',
        limit: 0,
        remedy: 'Ejecute «keys separate» con INTAKE_KEK_FILE y quite esa llave de los procesos web.',
      },
    ];
  }
}
