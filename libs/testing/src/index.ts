export { House, type HouseOptions, SERVICES, type ServiceName, startHouse } from './house.ts';
export { type Article, articlesIn, liveLinkIn, type LiveMessage, liveMessages } from './live-reader.ts';
export { avif, bomb, gif, mp4, noise, photo, type Sample, truncated, video, withComment } from './samples.ts';
export * from './servers.ts';
export { settle } from './settle.ts';
export { ServiceProcess } from './service-process.ts';
export { type Draft, formOf, newAddress, newFormId, type Place, placeOf, strip, Visitor } from './visitor.ts';
export { until } from './wait.ts';
