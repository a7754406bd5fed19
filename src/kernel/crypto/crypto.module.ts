import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { FieldCipher } from './field-cipher.js';
import { KeyStore } from './key-store.js';
import { KeyedHash } from './keyed-hash.js';
import { Signing } from './signing.js';

@Global()
@Module({
  providers: [
    {
      provide: KeyStore,
      inject: [AppConfig, Clock],
      useFactory: (config: AppConfig, clock: Clock) =>
        new KeyStore(
          config.keysFolder,
          config.keyEncryptionKey,
          () => clock.now(),
          config.intakeKeyEncryptionKey,
          config.runsJobs,
        ),
    },
    FieldCipher,
    KeyedHash,
    Signing,
  ],
  exports: [KeyStore, FieldCipher, KeyedHash, Signing],
})
export class CryptoModule {}
