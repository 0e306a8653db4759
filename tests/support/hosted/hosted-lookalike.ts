import { startHostedProject } from "./hosted-project.ts";
import { type RecordingApi, startRecordingApi } from "./recording-api.ts";
import { reloadApiOnMigration } from "./reload-api.ts";
import { startTestStack, type TestStack } from "../../../stack/testing/test-stack.ts";

/** An empty project: a database without migrations, a management API that records, a place where uploads run. */
export interface HostedLookalike {
  readonly ref: string;
  /** Origin of its API. */
  readonly url: string;
  readonly stack: TestStack;
  readonly api: RecordingApi;
  stop(): Promise<void>;
}

export async function startHostedLookalike(folder: string): Promise<HostedLookalike> {
  const ref = "abcdefghijklmnopqrst";
  const stack = await startTestStack({ migrations: null, quietCron: true });
  await reloadApiOnMigration(stack.sql);
  const hosted = startHostedProject(stack, { folder });
  const api: RecordingApi = startRecordingApi({
    projectRef: ref,
    folder,
    keys: { publishable: stack.keys.publishableKey, secret: stack.keys.secretKey },
    onDeployed: () => hosted.deploy(api.uploads.values()),
  });
  return {
    ref,
    url: hosted.url,
    stack,
    api,
    async stop(): Promise<void> {
      await hosted.stop();
      await stack.stop();
      await api.close();
    },
  };
}
