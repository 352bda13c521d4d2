import { Module } from '@nestjs/common';
import { KnownVersions } from '../feed/known-versions.js';
import { FlightSlots } from './flight-slots.js';
import { PageCache } from './page-cache.service.js';
import { PageFlights } from './page-flights.service.js';
import { PageNews } from './page-news.service.js';
import { PagesController } from './pages.controller.js';
import { pagesMetrics } from './pages.metrics.js';
import { PageSources } from './page-sources.service.js';
import { PageStore } from './page-store.js';
import { TightPages } from './tight-pages.service.js';
import { ThreadCopies } from './thread-copies.service.js';

@Module({
  controllers: [PagesController],
  providers: [
    KnownVersions,
    FlightSlots,
    PageStore,
    ThreadCopies,
    PageSources,
    PageFlights,
    PageNews,
    PageCache,
    TightPages,
    ...pagesMetrics,
  ],
  exports: [KnownVersions, ThreadCopies, PageNews, PageCache],
})
export class PagesModule {}
