import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import { S3BlobStore } from './s3-blob-store.js';

@Global()
@Module({
  providers: [
    {
      provide: BlobStore,
      inject: [AppConfig],
      useFactory: ({ s3, blobsFolder }: AppConfig): BlobStore =>
        s3 ? new S3BlobStore(s3) : new DiskBlobStore(blobsFolder),
    },
  ],
  exports: [BlobStore],
})
export class StorageModule {}
