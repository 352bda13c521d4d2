import { makeCounterProvider } from '@willsoto/nestjs-prometheus';

export const ROWS_READ = 'posts_rows_read_total';

export const rowsRead = makeCounterProvider({
  name: ROWS_READ,
  help: 'Rows that statements gave back, and posts and edges inside of them',
});
