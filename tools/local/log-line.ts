/** What a line of a service's log says to the starter. */
export interface LogLine {
  service?: string | undefined;
  msg?: string | undefined;
  url?: string | null | undefined;
  internalUrl?: string | undefined;
  /** The sentence, when it is a warning or worse. */
  warning?: string;
  /** An error, of which a process may end. */
  isError?: boolean;
}

interface Written {
  level?: string;
  msg?: string;
  service?: string;
  url?: string | null;
  internalUrl?: string;
  err?: { message?: string };
}

const WARNINGS = new Set(['warn', 'error', 'fatal']);

/** A log line's facts; a line that is not JSON, such as a crash of Node itself, is a message. */
export function readLine(text: string): LogLine {
  const { level = '', msg, service, url, internalUrl, err } = parse(text);
  const line = { service, msg, url, internalUrl };
  if (!WARNINGS.has(level) || !msg) return line;
  // The message of an error is followed by those of its causes.
  const isSaid = !err?.message || msg.includes(err.message) || err.message.startsWith(msg);
  const why = isSaid ? '' : ` (${err.message})`;
  return { ...line, warning: `${msg.replace(/^The start failed: /, '')}${why}`, isError: level !== 'warn' };
}

function parse(text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return { msg: text };
  }
}
