import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import { FieldCipher } from './field-cipher.js';
import { KeyStore } from './key-store.js';
import { KeyedHash } from './keyed-hash.js';
import { KnownKeys } from './known-keys.js';
import { Signing } from './signing.js';

function keyStore(config: AppConfig, clock: Clock, register: KnownKeys): KeyStore {
  const { keysFolder, keyEncryptionKey, intakeKeysFolder, intakeKeyEncryptionKey, runsJobs, mode } = config;
  return new KeyStore(keysFolder, keyEncryptionKey, () => clock.now(), {
    intakeKeyEncryptionKey,
    intakeFolder: intakeKeysFolder,
    // Any other process would create such a key under the key-encryption key that the web processes have too.
    createsJobsKeys: runsJobs && (mode !== 'production' || intakeKeyEncryptionKey !== undefined),
    register,
  });
}

@Global()
@Module({
  providers: [
    {
      provide: KeyStore,
      inject: [AppConfig, Clock, KnownKeys],
      useFactory: keyStore,
    },
    KnownKeys,
    FieldCipher,
    KeyedHash,
    Signing,
  ],
  exports: [KeyStore, KnownKeys, FieldCipher, KeyedHash, Signing],
})
export class CryptoModule {}
