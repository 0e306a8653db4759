import { ignore } from "../../../stack/ignore.ts";
import { join } from "node:path";

/** What the CLI sent for one function. */
export interface Upload {
  readonly slug: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Bytes by the name that the CLI gave them. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** A stand-in for Supabase's management API on loopback, which keeps what it is told. */
export interface RecordingApi {
  readonly url: string;
  /** Environment with which the CLI and `deno task deploy` talk to it and to nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly uploads: ReadonlyMap<string, Upload>;
  /** Secrets that were set, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** `METHOD /path` of each request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface RecordingApiOptions {
  readonly projectRef: string;
  /** Folder for the CLI's own files. */
  readonly folder: string;
  /** Keys that the project has. */
  readonly keys?: { readonly publishable: string; readonly secret: string };
  /** Called when all functions of a deploy have arrived. */
  readonly onDeployed?: () => Promise<void>;
}

/** Invented, of the shape that the CLI demands. */
const ACCESS_TOKEN = `sbp_${"0123456789abcdef".repeat(3).slice(0, 40)}`;

export function startRecordingApi(options: RecordingApiOptions): RecordingApi {
  const uploads = new Map<string, Upload>();
  const secrets = new Map<string, string>();
  const requests: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ignore }, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    if (request.headers.get("authorization") !== `Bearer ${ACCESS_TOKEN}`) {
      return Response.json({ message: "Unauthorized" }, { status: 401 });
    }
    const base = `/v1/projects/${options.projectRef}`;
    switch (`${request.method} ${pathname}`) {
      case `GET ${base}`:
        return Response.json(projectOf(options.projectRef));
      case `GET ${base}/api-keys`:
        return Response.json(keysOf(options));
      case `GET ${base}/functions`:
        return Response.json([...uploads.values()].map(deployed));
      case `POST ${base}/functions/deploy`: {
        const upload = await readUpload(searchParams.get("slug") ?? "", await request.formData());
        uploads.set(upload.slug, upload);
        return Response.json(deployed(upload), { status: 201 });
      }
      case `PUT ${base}/functions`: {
        await options.onDeployed?.();
        return Response.json({ functions: await request.json() });
      }
      case `GET ${base}/secrets`:
        return Response.json([...secrets.keys()].map((name) => ({ name, value: "hidden" })));
      case `POST ${base}/secrets`:
        for (const { name, value } of await request.json()) secrets.set(name, value);
        return new Response(null, { status: 201 });
      default:
        return Response.json({ message: `No such path: ${pathname}` }, { status: 404 });
    }
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const profile = join(options.folder, "profile.yaml");
  const hosts = { project_host: "localhost", pooler_host: "localhost", dashboard_url: url, docs_url: url };
  const lines = Object.entries({ name: "recording", api_url: url, ...hosts });
  Deno.writeTextFileSync(profile, lines.map(([name, value]) => `${name}: ${value}\n`).join(""));
  return {
    url,
    env: {
      SUPABASE_PROFILE: profile,
      SUPABASE_ACCESS_TOKEN: ACCESS_TOKEN,
      SUPABASE_HOME: join(options.folder, "supabase-home"),
    },
    uploads,
    secrets,
    requests,
    close: () => server.shutdown(),
  };
}

async function readUpload(slug: string, form: FormData): Promise<Upload> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let metadata: Readonly<Record<string, unknown>> = {};
  for (const [field, value] of form) {
    if (field === "metadata") metadata = JSON.parse(typeof value === "string" ? value : await value.text());
    else if (value instanceof File) files.set(value.name, await value.bytes());
  }
  return { slug, metadata, files };
}

function deployed({ slug, metadata }: Upload): unknown {
  const dates = { created_at: 1_763_900_000_000, updated_at: 1_763_900_000_000 };
  return { id: slug, slug, status: "ACTIVE", version: 1, ...dates, ...metadata, name: slug };
}

function projectOf(ref: string): unknown {
  return {
    id: ref,
    ref,
    name: "recording",
    organization_id: "invented",
    organization_slug: "invented",
    region: "eu-central-1",
    created_at: "2026-01-01T00:00:00Z",
    status: "ACTIVE_HEALTHY",
    database: { host: "localhost", version: "17", postgres_engine: "17", release_channel: "ga" },
  };
}

function keysOf({ keys }: RecordingApiOptions): unknown {
  if (keys === undefined) return [];
  return [["publishable", keys.publishable], ["secret", keys.secret]].map(([type, api_key]) => ({
    api_key,
    id: crypto.randomUUID(),
    type,
    name: "default",
    prefix: null,
    hash: null,
    description: null,
    secret_jwt_template: null,
    inserted_at: null,
    updated_at: null,
  }));
}
