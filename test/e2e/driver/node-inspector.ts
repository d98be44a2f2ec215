/** Node's inspector of another process: evaluates expressions there. */
export interface NodeInspector {
  evaluate(expression: string): Promise<void>;
  close(): void;
}

interface Reply {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: { readonly exceptionDetails?: { readonly text: string } };
}

/** `address`: the ws: address Node prints when it is started with `--inspect`. */
export async function connectInspector(address: string): Promise<NodeInspector> {
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`No inspector answers at ${address}`)), {
      once: true,
    });
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  socket.addEventListener('message', (event) => {
    const reply = JSON.parse(String(event.data)) as Reply;
    if (reply.id === undefined) return;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  return {
    async evaluate(expression) {
      last += 1;
      const id = last;
      const reply = await new Promise<Reply>((resolve) => {
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }));
      });
      const problem = reply.error?.message ?? reply.result?.exceptionDetails?.text;
      if (problem !== undefined) throw new Error(problem);
    },
    close: () => socket.close(),
  };
}
