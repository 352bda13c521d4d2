/** Serves a folder as S3: `node s3rver.ts <port> <folder>`. Its keys are S3RVER and S3RVER. */
import { createRequire } from 'node:module';

interface S3rver {
  run(): Promise<unknown>;
}
type S3rverClass = new (options: {
  address: string;
  port: number;
  directory: string;
  silent: boolean;
}) => S3rver;

const [port, directory] = process.argv.slice(2);
if (!port || !directory) throw new Error('usage: s3rver.ts <port> <folder>');
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as S3rverClass;
await new S3rver({ address: '127.0.0.1', port: Number(port), directory, silent: true }).run();
