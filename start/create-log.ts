import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

/** The process's log: lines to read in a terminal, JSON for machines. */
export function createLog(level: string): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stdout.isTTY) return pino(options);
  // In this process, not in a worker: the last lines before an exit are the ones that matter.
  return pino(
    options,
    pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }),
  );
}
