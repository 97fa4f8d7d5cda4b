/** What people type to run this program: through npm, which links it where a shell does not look, they need npx. */
export const programName = process.env['npm_command'] === undefined ? 'craft-cli' : 'npx craft-cli';
