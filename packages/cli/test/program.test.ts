import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { bin, craft, craftJson, newProject, readJson } from './craft.ts';
import { fileURLToPath } from 'node:url';

const here = { cwd: tmpdir() };
const commands = [
  ['run'],
  ['generate'],
  ['evaluate'],
  ['data', 'prepare'],
  ['data', 'train-tokenizer'],
  ['data', 'tokenize'],
  ['config', 'show'],
  ['doctor'],
];

test('without arguments it says what to do next', async () => {
  const { code, stdout } = await craft([], here);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: craft-cli [options] [command]

    Trains, evaluates and generates from models: one config, one command, on a GPU
    or a plain CPU.

    Options:
      -V, --version                   print the version
      -h, --help                      print this help

    Commands:
      run [options] [arguments...]    train a model
      sweep [options] [arguments...]  train many times, each a little different
      generate [options] [run]        let a trained model write
      evaluate [options] [run]        measure a trained model on a whole split
      data                            prepare data, train tokenizers
      config                          look at configurations
      doctor [options]                what this machine can compute on
      completion <shell>              print a script with which a shell completes
                                      commands

    What to do next:
      craft-cli run                          train the quick-start, about a minute
      craft-cli generate                     let the newest run write
      craft-cli run data.path=my.txt         train on a text of your own
      craft-cli run <experiment> key=value   another experiment, changed; craft-cli run --help names them

    Exit codes: 0 done, 1 failed, 2 wrong usage or configuration (nothing was started), 3 no usable device, 130 interrupted (state saved).
    "
  `);
});

test('--version prints the version of the package', async () => {
  const { version } = readJson<{ version: string }>(
    fileURLToPath(new URL('../package.json', import.meta.url)),
  );
  const { code, stdout } = await craft(['--version'], here);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
});

test.each(commands)('%s %s: help has examples and the exit codes', async (...words) => {
  const command = words.filter((word) => typeof word === 'string');
  const { code, stdout } = await craft([...command, '--help'], here);
  expect(code).toBe(0);
  expect(stdout.match(new RegExp(`^  craft-cli ${command.join(' ')}`, 'gm'))?.length).toBeGreaterThanOrEqual(
    2,
  );
  expect(stdout).toContain('--json');
  expect(stdout).toMatch(/Exit codes: 0 done, 1 failed, 2 .* 3 .* 130/);
});

test('help costs less than 200 ms of computing', () => {
  // Time on the processor, and not on the clock: it is the same on a busy machine.
  const report = 'process.on("exit", () => console.error(JSON.stringify(process.cpuUsage())))';
  const args = ['--import', `data:text/javascript,${report}`, bin, '--help'];
  const milliseconds = Array.from({ length: 5 }, () => {
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const { user, system } = JSON.parse(stderr) as NodeJS.CpuUsage;
    return (user + system) / 1000;
  });
  expect(Math.min(...milliseconds)).toBeLessThan(200);
});

test.each([
  ['an unknown command', ['frobnicate']],
  ['a misspelt command', ['evalate']],
  ['an unknown option', ['run', '--dryrun']],
  ['a value that is none of the choices', ['run', '--device', 'cuda']],
  ['a number that is none', ['generate', '--temperature', 'hot']],
  ['one word too many', ['generate', 'one', 'two']],
  ['a group of commands alone', ['data']],
])('%s is wrong usage', async (_, args) => {
  const { code, stdout, stderr } = await craft(args, here);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd()).toMatchSnapshot();
});

test('wrong usage with --json is an object on stdout as well', async () => {
  const { code, stdout, stderr } = await craft(['run', '--dryrun', '--json'], here);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "error": {
        "code": "usage.unknown-option",
        "message": "unknown option '--dryrun'
    (Did you mean --dry-run?)",
      },
    }
  `);
  expect(stderr).toContain("unknown option '--dryrun'");
});

test.skipIf(process.platform !== 'linux')(
  'an output that cannot be written is one line, and a failure',
  async () => {
    const project = newProject();
    await craftJson(['run', 'tiny'], { cwd: project });
    for (const args of [['config', 'show'], ['generate'], ['generate', '--json'], ['--help']]) {
      // A device that is always full.
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
        cwd: project,
        env: { ...process.env, CRAFT_DEVICE: 'cpu' },
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect(stderr).toContain('error: stdout: expected to write but received ENOSPC');
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(status).toBe(1);
    }
  },
);
