import { join } from "node:path";
import { freePorts } from "../../../stack/process/ports.ts";
import { debianProgram } from "./debian-program.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";
import { until } from "../basics/until.ts";

/** A caching proxy in front of an origin, configured as docs/scaling.md shows. */
export interface CachingProxy {
  readonly url: string;
  stop(): Promise<void>;
}

export function findNginx(): Promise<string | null> {
  const folder = join(PROJECT_ROOT, ".local", "debian-nginx");
  return debianProgram("/usr/sbin/nginx", { folder, packages: ["nginx"] });
}

/** Nothing in it knows of prices: the headers of the answers decide what is kept and how long. */
function configuration(
  origin: string,
  { port, folder }: { readonly port: number; readonly folder: string },
): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/cache keys_zone=prices:10m max_size=100m inactive=1d;
  server {
    listen 127.0.0.1:${port};
    location /functions/v1/prices-read {
      proxy_pass ${origin};
      proxy_http_version 1.1;
      proxy_set_header Host 127.0.0.1;
      proxy_set_header Connection "";
      proxy_cache prices;
      proxy_cache_key $request_uri;
      proxy_cache_lock on;          # of many that miss together one asks
      proxy_cache_revalidate on;    # an old answer is asked for with its ETag
      proxy_connect_timeout 1s;
      add_header X-Edge $upstream_cache_status always;
    }
  }
}
`;
}

export async function startCachingProxy(program: string, origin: string): Promise<CachingProxy> {
  const folder = Deno.makeTempDirSync({ prefix: "nginx-test-" });
  const [port = 0] = freePorts(1);
  const file = join(folder, "nginx.conf");
  // As root, nginx would give its workers to a user who may not write here.
  const user = Deno.uid() === 0 ? "user root;" : "";
  Deno.writeTextFileSync(file, user + configuration(origin, { port, folder }));
  const child = new Deno.Command(program, {
    args: ["-c", file, "-p", folder, "-e", join(folder, "error.log")],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    const response = await fetch(`${url}/`);
    await response.body?.cancel();
    return response.status === 404;
  });
  return {
    url,
    async stop(): Promise<void> {
      child.kill("SIGTERM");
      await child.status;
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
