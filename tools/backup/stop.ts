const asked = new AbortController();

/** Whoever asks to end has what is in hand end in order: half a file is removed, what was started is ended. */
export function endOnSignals(): void {
  const end = (): void => asked.abort(new Error('It was asked to end, and did not finish'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
}

/** Throws when it was asked to end. */
export const goOn = (): void => asked.signal.throwIfAborted();
