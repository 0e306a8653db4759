/** A process of the stack, as data. The supervisor knows how to run it and nothing about what it is. */
export interface Service {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** One line for its standard input, which then stays open: its end tells the process that we are gone. */
  readonly input?: string;
  /** Services that must be ready before this one is started. */
  readonly dependsOn: readonly string[];
  /** Asked every few milliseconds until true; throwing counts as false. */
  isReady(): Promise<boolean>;
  /** Milliseconds from start to ready before the start counts as failed. */
  readonly readyWithin: number;
  readonly stopSignal: "SIGINT" | "SIGTERM";
  /** Work to do once it is ready for the first time, before its dependants start. */
  afterReady?(): Promise<void>;
  /** Cure to print when it cannot be started. */
  readonly hint?: string;
}
