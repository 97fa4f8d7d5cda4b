/** Code fences of a Markdown text, in order. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

export function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  markdown.split('\n').forEach((line, i) => {
    const fence = /^```(\w*)/.exec(line);
    if (fence && open) {
      fences.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else if (fence) {
      open = { language: fence[1] ?? '', line: i + 1, lines: [] };
    } else {
      open?.lines.push(line);
    }
  });
  return fences;
}

/** Commands of a shell fence, without comments. */
export function commandsOf(shell: string): string[] {
  return shell
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
