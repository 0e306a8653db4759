/** A command line. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

export interface Host {
  readonly os: string;
  readonly isRoot: boolean;
  /** True where util-linux's setpriv exists. */
  readonly hasSetpriv: boolean;
  /** How root may step down: Postgres refuses to run as root. */
  readonly stepDown: "unshare" | "setpriv" | null;
}

const NOBODY = "65534";

/**
 * Makes a command end when its parent ends, however that happens, and makes it run as nobody if we are root.
 *
 * On Linux the kernel sends `endSignal` when the parent dies. Elsewhere a shell waits for the end of its standard
 * input, which the parent holds open.
 */
export function wrapCommand(
  { command, args }: CommandLine,
  { host, endSignal }: { readonly host: Host; readonly endSignal: "INT" | "TERM" },
): CommandLine {
  if (!host.hasSetpriv) return watchStandardInput({ command, args }, endSignal);
  const bound = ["--pdeathsig", endSignal, command, ...args];
  if (!host.isRoot) return { command: "setpriv", args: bound };
  if (host.stepDown === "unshare") {
    // A user namespace needs no chown and no system user: files stay root's, the process thinks it is nobody.
    const namespace = ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--", "setpriv"];
    return { command: "unshare", args: [...namespace, ...bound] };
  }
  // A change of user clears the parent-death signal, so it is set by a second setpriv after the change. The one
  // capability lets nobody pass through folders that only root may enter, such as root's own home.
  const passage = [
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
  ];
  const become = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...passage, "setpriv"];
  return { command: "setpriv", args: [...become, ...bound] };
}

/** The same for a Deno child, which needs no other user. `watchesInput`: it ends by itself when its input ends. */
export function wrapDeno(
  args: readonly string[],
  { host, watchesInput }: { readonly host: Host; readonly watchesInput: boolean },
): CommandLine {
  const command = Deno.execPath();
  if (host.hasSetpriv) return { command: "setpriv", args: ["--pdeathsig", "TERM", command, ...args] };
  return watchesInput ? { command, args } : watchStandardInput({ command, args }, "TERM");
}

function watchStandardInput({ command, args }: CommandLine, endSignal: "INT" | "TERM"): CommandLine {
  const script = [
    "exec 3<&0",
    '"$@" </dev/null 3<&- & child=$!',
    `trap 'kill -${endSignal} $child' INT TERM`,
    // A builtin, no program: it would outlive the watcher and hold our output open.
    `(while read -r _ <&3; do :; done; kill -${endSignal} $child) >/dev/null 2>&1 & watcher=$!`,
    "wait $child; code=$?",
    // The first wait ends early when a signal was handled; the second one waits for the child's real end.
    "wait $child 2>/dev/null; kill $watcher 2>/dev/null; exit $code",
  ].join("\n");
  return { command: "sh", args: ["-c", script, "sh", command, ...args] };
}

/** Finds out what this machine allows. */
export async function inspectHost(): Promise<Host> {
  const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;
  const hasSetpriv = Deno.build.os === "linux" && await succeeds("setpriv", ["--pdeathsig", "TERM", "true"]);
  const namespace = ["--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--", "true"];
  const stepDown = !isRoot || !hasSetpriv
    ? null
    : await succeeds("unshare", namespace)
    ? "unshare"
    : "setpriv";
  return { os: Deno.build.os, isRoot, hasSetpriv, stepDown };
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
    return (await new Deno.Command(command, { args: [...args], ...silent }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
