/** Settings of Deno, of telemetry, of npm downloads and of the way out to the network; everything else stays with the launcher. */
const INHERITED =
  /^(?:PATH|HOME|TMPDIR|DENO_.*|OTEL_.*|npm_config_.*|NPM_CONFIG_.*|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|SSL_CERT_.*|NODE_EXTRA_CA_CERTS)$/;

/** The environment with which a Deno child can find its cache and certificates. */
export function denoEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => INHERITED.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", TZ: "UTC" };
}
