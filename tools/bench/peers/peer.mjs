/** A peer in a process of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a peer may take for one answer: some compile shaders for minutes on a software adapter. */
const patienceMs = 10 * 60_000;

/**
 * Starts a peer. Resolves to { name, ask, stop }, or to { name, error } where it does not start; `ask` resolves to
 * { error } where the process ends or takes too long.
 */
export async function startPeer({ name, command, args, env }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const lines = createInterface({ input: child.stdout });
  let said = '';
  let waiting;
  let ended;
  const end = (why) => {
    ended ??= why;
    waiting?.({ error: ended });
  };
  child.stdin.on('error', () => {});
  child.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => {
    const reason = said
      .split('\n')
      .findLast((line) => /error|not found|cannot/i.test(line))
      ?.trim();
    end(reason || `its process ended (${signal ?? code})`);
  });
  lines.on('line', (line) => {
    if (line.startsWith('{')) waiting?.(JSON.parse(line));
  });
  const answer = async () => {
    if (ended) return { error: ended };
    let timer;
    const got = await new Promise((resolve) => {
      waiting = resolve;
      timer = setTimeout(() => {
        end(`no answer in ${patienceMs / 60_000} minutes`);
        child.kill('SIGKILL');
      }, patienceMs);
    });
    clearTimeout(timer);
    waiting = undefined;
    return got;
  };
  const hello = await answer();
  if (hello.error) return { name, error: hello.error };
  const ask = (request) => {
    if (!ended) child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer();
  };
  return { name: hello.name, ask, stop: () => child.stdin.end() };
}
