import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Conversation, type Orders, type Remembered } from './sink-conversation.ts';

/** What the one who started the sink may ask of it. `id` comes back with the answer. */
export type Request = { readonly id: number } & (
  | { readonly ask: 'orders'; readonly orders: Orders }
  | { readonly ask: 'accepted'; readonly from: number }
);

const orders: Orders = { faults: [] };
const remembered: Remembered[] = [];
const server = createServer({ noDelay: true }, (socket) => new Conversation(socket, orders, remembered));
server.listen({ host: '127.0.0.1', port: 0, backlog: 511 }, () =>
  process.send!({ port: (server.address() as AddressInfo).port }),
);

process.on('message', (request: Request) => {
  if (request.ask === 'orders') Object.assign(orders, { trap: undefined }, request.orders);
  process.send!({ id: request.id, accepted: request.ask === 'accepted' ? remembered.slice(request.from) : [] });
});
process.on('disconnect', () => process.exit());
