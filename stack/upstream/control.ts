import { z } from "zod";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import type { CallLog } from "./call-log.ts";
import { type FaultBoard, UPSTREAM_FAULTS } from "./faults.ts";
import type { UpstreamClock } from "./upstream-clock.ts";

const FaultOrder = z.strictObject({
  provider: z.enum(["*", ...PROVIDERS.map((provider) => provider.key)]),
  fault: z.enum(UPSTREAM_FAULTS),
  times: z.int().positive().optional(),
});
const ClockOrder = z.strictObject({ now: z.iso.datetime({ offset: true }), running: z.boolean().optional() });

export interface Controls {
  readonly faults: FaultBoard;
  readonly calls: CallLog;
  readonly clock: UpstreamClock;
}

/** The part of the stand-in that people and tests talk to, under /control/. */
export async function control(request: Request, { faults, calls, clock }: Controls): Promise<Response> {
  // Pages have no business here; a browser names the page that sends a request.
  if (request.headers.has("origin")) return Response.json({ message: "Not for pages" }, { status: 403 });
  const route = `${request.method} ${new URL(request.url).pathname.replace("/control", "")}`;
  switch (route) {
    case "GET /faults":
      return Response.json(faults.list());
    case "DELETE /faults":
      faults.clear();
      return Response.json(faults.list());
    case "POST /faults": {
      const order = await readOrder(request, FaultOrder);
      if (order instanceof Response) return order;
      const { provider, fault, times = null } = order;
      faults.order(provider, { fault, since: clock.now(), times });
      return Response.json(faults.list());
    }
    case "GET /calls":
      return Response.json(calls);
    case "DELETE /calls":
      calls.clear();
      return Response.json(calls);
    case "GET /clock":
      break;
    case "POST /clock": {
      const order = await readOrder(request, ClockOrder);
      if (order instanceof Response) return order;
      clock.set(Date.parse(order.now), { isRunning: order.running ?? false });
      break;
    }
    default:
      return Response.json({ message: `Unknown: ${route}` }, { status: 404 });
  }
  return Response.json({ now: new Date(clock.now()).toISOString() });
}

async function readOrder<T>(request: Request, schema: z.ZodType<T>): Promise<T | Response> {
  const read = schema.safeParse(await request.json().catch(() => null));
  return read.success ? read.data : Response.json({ message: z.prettifyError(read.error) }, { status: 400 });
}
