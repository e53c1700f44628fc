import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Ends a request whose answer is another protocol (101). To be set on `upgrade`: without it Node drops the connection and
 * neither answers nor fails, not even when the request is aborted.
 */
export const refuseUpgrade =
  (reject: (error: Error) => void) =>
  (_response: IncomingMessage, socket: Duplex): void => {
    socket.destroy();
    reject(new Error("it answered in another protocol"));
  };
