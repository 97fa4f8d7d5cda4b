/** A WGSL file imported as its text: tsup does it in builds, the plugin in vitest.config.ts in tests. */
declare module '*.wgsl' {
  const source: string;
  export default source;
}
