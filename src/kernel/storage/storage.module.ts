import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';

@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new DiskBlobStore(config.blobsFolder),
    },
  ],
  exports: [BlobStore],
})
export class StorageModule {}
