/** Lets signals, timers and input have their turn before work goes on. */
export async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else messageTurn(resolve);
  });
}

/** In pages, whose `setTimeout` would wait four milliseconds each time. */
function messageTurn(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(null);
}
