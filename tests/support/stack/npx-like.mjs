// Stands between a test and the stack as npx does: it starts its arguments and waits.
// Its name holds "npx" because the stack recognises its launchers by their command lines.
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
spawn(command, args, { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
