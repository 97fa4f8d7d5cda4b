/** Writes docs/reference/ops.md from the op table, the exports, the methods, their docstrings and the cases. */
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import ts from 'typescript';
import { opTable, type OpName } from '../../src/index.ts';
import { dtypeOf, type CaseModule } from './conformanceCase.ts';
import { opFamilies } from './opFamilies.ts';
import { torchFigures } from './torchFigures.ts';

const source = new URL('../../src/', import.meta.url);

/** A function that one can call, as its file declares it. */
interface PublicFunction {
  readonly name: string;
  /** Name of the method that it is too; null where it is none. */
  readonly method: string | null;
  readonly exported: boolean;
  /** Folder under src/ops. */
  readonly folder: string;
  readonly file: string;
}

/** The reference as Markdown. `modules` are the conformance cases by op. */
export async function opReference(modules: ReadonlyMap<string, CaseModule>): Promise<string> {
  const functions = publicFunctions();
  const folderOf = opFolders();
  const sections = Object.entries(opFamilies).map(([family, folders]) => {
    const own = functions.filter(({ folder }) => folders.includes(folder));
    return `## ${family}\n\n${own.map((one) => entry(one, functions, folderOf, modules)).join('\n')}`;
  });
  const text = `# Operations

<!-- Written by npm run docs:ops from the sources; the tests compare. -->

Every operation runs on \`cpu\` and \`webgpu\` and is held against f64 loops on both. Dtypes are those that the tests cover; where one with a gradient takes other dtypes than f32, the gradient is f32's. "PyTorch" says that results and gradients are also compared with PyTorch's figures.

${sections.join('\n\n')}
`;
  return format(text, { parser: 'markdown' });
}

/** Functions that no family names, for which the reference would have no line. */
export function withoutFamily(): string[] {
  const known = new Set(Object.values(opFamilies).flat());
  return publicFunctions()
    .filter(({ folder }) => !known.has(folder))
    .map(({ name, folder }) => `${folder}/${name}`);
}

function entry(
  one: PublicFunction,
  functions: readonly PublicFunction[],
  folderOf: ReadonlyMap<string, string>,
  modules: ReadonlyMap<string, CaseModule>,
): string {
  const { signature, summary } = described(one);
  const forms = [
    ...(one.exported ? [] : ['method only']),
    ...(one.exported && one.method ? [`also \`x.${one.method}(…)\``] : []),
  ];
  const ops = opsOf(one, functions, folderOf);
  const facts = ops.map((op) => `${op === one.name ? '' : `\`${op}\`: `}${factsOf(op, modules)}`);
  if (ops.length === 0) facts.push('not in the op table: made of other operations, or writes in place');
  return `- \`${signature}\`${forms.length ? ` (${forms.join(', ')})` : ''}\\\n  ${summary}\\\n  ${facts.join('; ')}`;
}

/** Table ops behind a function: the one of its name and those of its folder that no function is named after. */
function opsOf(
  { name, folder }: PublicFunction,
  functions: readonly PublicFunction[],
  folderOf: ReadonlyMap<string, string>,
): OpName[] {
  const inFolder = (Object.keys(opTable) as OpName[]).filter((op) => folderOf.get(op) === folder);
  const own = inFolder.filter((op) => op === name);
  const shared = inFolder.filter((op) => !functions.some((one) => one.name === op));
  return own.length + shared.length > 0 ? [...own, ...shared] : inFolder;
}

function factsOf(op: OpName, modules: ReadonlyMap<string, CaseModule>): string {
  const module = modules.get(op);
  const dtypes = new Set(module?.cases.flatMap(({ inputs }) => inputs.map(dtypeOf)));
  const { backward } = opTable[op];
  return [
    [...dtypes].sort().join(', '),
    typeof backward === 'function' ? 'gradient' : `no gradient (${backward.none})`,
    Object.keys(torchFigures(op)).length > 0 ? 'PyTorch' : `no PyTorch (${module?.noFigures ?? ''})`,
  ].join(' · ');
}

/** Exports and methods from src/ops, by name. */
function publicFunctions(): PublicFunction[] {
  const found = new Map<string, PublicFunction>();
  const index = parse('index.ts');
  index.forEachChild((node) => {
    if (!ts.isExportDeclaration(node) || node.isTypeOnly || !node.moduleSpecifier) return;
    const file = (node.moduleSpecifier as ts.StringLiteral).text;
    const folder = /^\.\/ops\/(.+)\/.+$/.exec(file)?.[1];
    if (!folder || !node.exportClause || !ts.isNamedExports(node.exportClause)) return;
    for (const { name, isTypeOnly } of node.exportClause.elements) {
      if (!isTypeOnly) found.set(name.text, { name: name.text, method: null, exported: true, folder, file });
    }
  });
  const methods = parse('ops/methods.ts');
  const fileOf = importedFrom(methods);
  for (const [method, name] of recordEntries(methods, 'methods')) {
    const file = fileOf.get(name);
    const folder = /^\.\/(.+)\/.+$/.exec(file ?? '')?.[1];
    if (!file || !folder) continue;
    const exported = found.has(name);
    found.set(name, { name, method, exported, folder, file: file.replace('./', './ops/') });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of each op's record. */
function opFolders(): Map<string, string> {
  const table = parse('ops/table.ts');
  const fileOf = importedFrom(table);
  return new Map(
    recordEntries(table, 'opTable').map(([op, record]) => [op, fileOf.get(record)?.split('/')[1] ?? '']),
  );
}

/** Signature and first sentence of the docstring. */
function described({ name, file }: PublicFunction): { signature: string; summary: string } {
  const tree = parse(file.replace('./', ''));
  const declaration = tree.statements.find(
    (node): node is ts.FunctionDeclaration => ts.isFunctionDeclaration(node) && node.name?.text === name,
  );
  if (!declaration) throw new Error(`${name}: no function of that name in ${file}`);
  const parameters = declaration.parameters.map((parameter) => {
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
    const label = ts.isIdentifier(parameter.name) ? parameter.name.text : 'options';
    return `${parameter.dotDotDotToken ? '...' : ''}${label}${isOptional ? '?' : ''}: ${parameter.type?.getText(tree) ?? typeOfDefault(parameter.initializer)}`;
  });
  const docs = ts.getJSDocCommentsAndTags(declaration).find(ts.isJSDoc);
  const comment = ts.getTextOfJSDocComment(docs?.comment) ?? '';
  const [summary = ''] = /^.*?\.(?=\s+[A-Z(‖|−]|\s*$)/.exec(comment.replace(/\s+/g, ' ').trim()) ?? [];
  if (summary === '') throw new Error(`${name}: no docstring in ${file}`);
  const result = declaration.type?.getText(tree) ?? 'void';
  const signature = `${name}(${parameters.join(', ')}): ${result}`.replace(/\s+/g, ' ');
  return { signature, summary: summary.replace(/([*_<\\])/g, '\\$1') };
}

/** The type that TypeScript gives a parameter with this default. */
function typeOfDefault(initializer: ts.Expression | undefined): string {
  if (!initializer) return 'unknown';
  if (ts.isStringLiteral(initializer)) return 'string';
  const isTruth = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(initializer.kind);
  return isTruth ? 'boolean' : 'number';
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(new URL(path, source), 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Where each imported name comes from. */
function importedFrom(tree: ts.SourceFile): Map<string, string> {
  const files = new Map<string, string>();
  tree.forEachChild((node) => {
    if (!ts.isImportDeclaration(node)) return;
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) return;
    for (const { name } of bindings.elements)
      files.set(name.text, (node.moduleSpecifier as ts.StringLiteral).text);
  });
  return files;
}

/** Keys and the names that stand for their values, of the object literal behind `const name`. */
function recordEntries(tree: ts.SourceFile, name: string): [key: string, value: string][] {
  const entries: [string, string][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isShorthandPropertyAssignment(property))
          entries.push([property.name.text, property.name.text]);
        else if (ts.isPropertyAssignment(property))
          entries.push([property.name.getText(tree), property.initializer.getText(tree)]);
      }
    } else {
      node.forEachChild(visit);
    }
  };
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const one of statement.declarationList.declarations) if (one.name.getText(tree) === name) visit(one);
  }
  return entries;
}
