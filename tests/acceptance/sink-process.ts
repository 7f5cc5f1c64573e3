import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Conversation, type Orders, type Remembered } from './sink-conversation.ts';

/** What the one who started the sink may ask of it. `id` comes back with the answer. */
export type Request = { readonly id: number } & (
  | { readonly ask: 'orders'; readonly orders: Partial<Orders> }
  | { readonly ask: 'accepted'; readonly from: number }
);

const orders: Orders = { faults: [] };
const remembered: Remembered[] = [];
let open = 0;
let waiting: (() => void)[] = [];
const server = createServer({ noDelay: true }, (socket) => {
  open += 1;
  socket.once('close', () => {
    open -= 1;
    settle();
  });
  new Conversation(socket, orders, remembered);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () =>
  process.send!({ port: (server.address() as AddressInfo).port }),
);

process.on('message', (request: Request) => {
  const answer = (accepted: Remembered[]) => process.send!({ id: request.id, accepted });
  if (request.ask === 'orders') {
    Object.assign(orders, { trap: undefined }, request.orders);
    answer([]);
  } else {
    waiting.push(() => answer(remembered.slice(request.from)));
    settle();
  }
});
process.on('disconnect', () => process.exit());

/** What a sender wrote before it was killed may still be on its way: only when nobody is connected, all is taken. */
function settle(): void {
  if (open > 0) return;
  for (const answer of waiting) answer();
  waiting = [];
}
