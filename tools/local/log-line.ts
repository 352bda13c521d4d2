/** What a line of a service's log says to the starter. */
export interface LogLine {
  service?: string | undefined;
  msg?: string | undefined;
  url?: string | null | undefined;
  /** The sentence, when it is a warning or worse. */
  warning?: string;
  /** The process ends with it. */
  isLast?: boolean;
}

interface Written {
  level?: string;
  msg?: string;
  service?: string;
  url?: string | null;
  err?: { message?: string };
}

const WARNINGS = new Set(['warn', 'error', 'fatal']);

/** A log line's facts; a line that is not JSON, such as a crash of Node itself, is a message. */
export function readLine(text: string): LogLine {
  const { level = '', msg, service, url, err } = parse(text);
  const line = { service, msg, url };
  if (!WARNINGS.has(level) || !msg) return line;
  const why = err?.message && !msg.includes(err.message) ? ` (${err.message})` : '';
  return { ...line, warning: `${msg.replace(/^The start failed: /, '')}${why}`, isLast: level === 'fatal' };
}

function parse(text: string): Written {
  try {
    return JSON.parse(text) as Written;
  } catch {
    return { msg: text };
  }
}
