import { makeCounterProvider } from '@willsoto/nestjs-prometheus';

export const BODIES = 'renderer_bodies_rendered_total';

export const bodies = makeCounterProvider({
  name: BODIES,
  help: 'Insides of posts that were drawn for threads rather than taken from the memo',
  labelNames: ['lang'],
});
