import { Argument, type Command } from 'commander';
import type { OnExit } from '../program.ts';
import { exitCodes } from '../exitCodes.ts';
import { helpText } from './helpText.ts';

/** What each shell runs when somebody presses Tab: the program itself says what may follow. */
const scripts = {
  bash: `_craft_cli() {
  mapfile -t COMPREPLY < <(compgen -W "$(craft-cli complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _craft_cli craft-cli
`,
  zsh: `#compdef craft-cli
_craft_cli() {
  compadd -- \${(f)"$(craft-cli complete "\${(@)words[2,CURRENT-1]}" 2>/dev/null)"}
  _files
}
compdef _craft_cli craft-cli
`,
  fish: `complete -c craft-cli -a '(craft-cli complete (commandline -opc)[2..] 2>/dev/null)'
`,
} as const;

/** Adds `craft-cli completion`, and the command that its scripts call. */
export function addCompletionCommand(program: Command, onExit: OnExit): void {
  program
    .command('completion')
    .summary('print a script with which a shell completes commands')
    .description('Prints a script for a shell. It completes commands, options, experiments and sweeps.')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .showHelpAfterError('  See craft-cli completion --help.')
    .addHelpText(
      'after',
      helpText([
        [
          'craft-cli completion bash > ~/.local/share/bash-completion/completions/craft-cli',
          'bash, for good',
        ],
        ['craft-cli completion zsh > "${fpath[1]}/_craft-cli"', 'zsh'],
        ['craft-cli completion fish > ~/.config/fish/completions/craft-cli.fish', 'fish'],
      ]),
    )
    .action((shell: keyof typeof scripts) => {
      process.stdout.write(scripts[shell]);
      onExit(exitCodes.done);
    });
  program
    .command('complete [words...]', { hidden: true })
    .description('Prints what may follow these words. Completion scripts call it.')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      const { candidates } = await import('../terminal/candidates.ts');
      process.stdout.write(`${(await candidates(program, words)).join('\n')}\n`);
      onExit(exitCodes.done);
    });
}
