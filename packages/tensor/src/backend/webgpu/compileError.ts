import { CraftError } from '../../errors.ts';
import { firstLine } from './failureLog.ts';
import type { WgslSource } from './wgslHeader.ts';

/**
 * What the compiler says about a kernel: its message with the line of source it means. Lines are
 * counted in the kernel's own text; what is wrong in the generated header is shown as such.
 */
export async function compileError(
  kernelName: string,
  source: WgslSource,
  module: GPUShaderModule,
  error: GPUError,
): Promise<CraftError> {
  const { messages } = await module.getCompilationInfo();
  const found = messages.find((message) => message.type === 'error');
  // No message in the module: it parsed, and the pipeline was refused for another reason.
  const text = found
    ? `${firstLine(found.message)}${place(source, found.lineNum)}`
    : firstLine(error.message);
  return new CraftError(
    'kernel.compile',
    `kernel ${kernelName}: expected valid WGSL but the compiler says: ${text}`,
    {
      cause: new Error(`${error.message}\n${source.code}`),
    },
  );
}

function place(source: WgslSource, line: number): string {
  const text = source.code.split('\n')[line - 1]?.trim();
  if (!text) return '';
  const own = line - source.headerLines;
  return own > 0 ? ` at line ${own}: ${text}` : ` in the generated header: ${text}`;
}
