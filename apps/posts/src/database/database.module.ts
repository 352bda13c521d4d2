import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PostsConfig } from '../posts.config.js';
import { connectPatiently, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { refuseEmpty } from './empty-check.js';
import { rowsRead } from './rows-read.metric.js';

@Module({})
export class DatabaseModule {
  static with(config: PostsConfig): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          // Nest would try again too, but call it an error that Postgres is not there yet.
          useFactory: () => ({ ...dataSourceOptions(config), toRetry: () => false }),
          dataSourceFactory: (options) => connectPatiently(options, (source) => refuseEmpty(source, config)),
        }),
      ],
      providers: [Database, rowsRead],
      exports: [Database, rowsRead],
    };
  }
}
