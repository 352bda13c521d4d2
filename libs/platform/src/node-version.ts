/**
 * Ends the process with a line that says what to type when this Node is older than the services are written for. To be
 * called before they are imported: an older Node cannot even link them.
 */
export function requireNode(service: string): void {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) >= 24) return;
  process.stderr.write(
    `${service} needs Node 24 or later, and this is ${node}: npm run service -- ${service}\n`,
  );
  process.exit(1);
}
