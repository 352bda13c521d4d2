import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { connectPatiently, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { rowsRead } from './rows-read.metric.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [POSTS_CONFIG],
      // Nest would try again too, but call it an error that Postgres is not there yet.
      useFactory: (config: PostsConfig) => ({ ...dataSourceOptions(config), toRetry: () => false }),
      dataSourceFactory: (options) => connectPatiently(options),
    }),
  ],
  providers: [Database, rowsRead],
  exports: [Database, rowsRead],
})
export class DatabaseModule {}
