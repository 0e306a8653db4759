import { createHmac } from "node:crypto";

export interface Delivery {
  readonly id: string;
  readonly signature: string;
  readonly body: string;
}

/** A receiver of alerts on loopback, as a user would write one: it checks the signature before it says yes. */
export interface WebhookReceiver {
  readonly url: string;
  readonly accepted: readonly Delivery[];
  readonly refused: readonly Delivery[];
  /** Status of the next answers: 204 takes deliveries, 500 does not. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

export function receiveWebhooks({ port, secret }: { port: number; secret: string }): WebhookReceiver {
  const accepted: Delivery[] = [];
  const refused: Delivery[] = [];
  let status = 204;
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
    const delivery = {
      id: request.headers.get("x-spot-delivery") ?? "",
      signature: request.headers.get("x-spot-signature") ?? "",
      body: await request.text(),
    };
    const isGood = status < 300 && isSigned(delivery, secret);
    (isGood ? accepted : refused).push(delivery);
    return new Response(null, { status: isGood ? status : status < 300 ? 401 : status });
  });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    accepted,
    refused,
    answerWith(next): void {
      status = next;
    },
    close: () => server.shutdown(),
  };
}

function isSigned({ signature, body }: Delivery, secret: string): boolean {
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (seconds === undefined) return false;
  // Five minutes: an old request that somebody recorded is no news.
  if (Math.abs(Date.now() / 1000 - Number(seconds)) > 300) return false;
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex") === digest;
}
