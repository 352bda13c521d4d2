import { makeCounterProvider } from '@willsoto/nestjs-prometheus';

export const POSTS_CREATED = 'posts_created_total';

export const postsCreated = makeCounterProvider({
  name: POSTS_CREATED,
  help: 'Posts made; repeats of a form are not counted',
  labelNames: ['kind'],
});
