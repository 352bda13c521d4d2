import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type PostsConfig, POSTS_CONFIG } from '../posts.config.js';
import { connectDatabase, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [POSTS_CONFIG],
      // A minute of patience: Postgres may be starting too.
      useFactory: (config: PostsConfig) => ({
        ...dataSourceOptions(config),
        retryAttempts: 120,
        retryDelay: 500,
      }),
      dataSourceFactory: (options) => connectDatabase(options),
    }),
  ],
  providers: [Database],
  exports: [Database],
})
export class DatabaseModule {}
