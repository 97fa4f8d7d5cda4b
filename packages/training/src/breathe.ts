/** Lets signals, timers and input have their turn before work goes on. */
export async function breathe(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
