import { AppError } from "../errors.ts";
import { quoted, readQuery } from "../http/query.ts";
import type { OperationName, Provider, ProviderOperation } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";

/** One thing that may be asked of a provider: nothing in it is free text. */
export interface ProxyQuestion {
  readonly provider: Provider;
  readonly name: OperationName;
  readonly operation: ProviderOperation;
  readonly parameters: Readonly<Record<string, string>>;
  /** The same for every way to ask the same thing. */
  readonly key: string;
}

export interface ProxyRequest {
  readonly provider: string;
  readonly operation: string;
  readonly url: URL;
}

/**
 * Finds what is asked for among what the adapters declare. No part of a request reaches a provider's address but the
 * values of parameters that passed their schema.
 *
 * @throws AppError INPUT_NOT_FOUND, INPUT_UNKNOWN_PARAMETER or INPUT_BAD_VALUE with what is allowed
 */
export function readProxyQuestion(
  { provider: providerKey, operation: operationName, url }: ProxyRequest,
): ProxyQuestion {
  const provider = PROVIDERS.find(({ key }) => key === providerKey);
  if (provider === undefined) {
    throw new AppError(
      "INPUT_NOT_FOUND",
      `Cannot find provider ${quoted(providerKey)}: there is none of that name`,
      {
        hint: `Providers: ${PROVIDERS.map(({ key }) => key).join(", ")}`,
      },
    );
  }
  const names = operationNames(provider);
  const name = names.find((candidate) => candidate === operationName);
  const operation = name === undefined ? undefined : provider.operations[name];
  if (name === undefined || operation === undefined) {
    throw new AppError(
      "INPUT_NOT_FOUND",
      `Cannot find operation ${quoted(operationName)} of ${provider.key}: there is none of that name`,
      { hint: `Operations: ${names.join(", ")}` },
    );
  }
  const allowed = Object.keys(operation.parameters.shape).sort();
  const read = readQuery(url, { schema: operation.parameters, allowed });
  // In one order, whatever the order of the query string was.
  const parameters = Object.fromEntries(
    allowed.flatMap((key) => key in read ? [[key, String(read[key])]] : []),
  );
  return { provider, name, operation, parameters, key: JSON.stringify([provider.key, name, parameters]) };
}

const OPERATION_NAMES: Readonly<Record<OperationName, true>> = {
  latest: true,
  spot: true,
  timeseries: true,
  historical: true,
  usage: true,
  currencies: true,
};

function operationNames({ operations }: Provider): OperationName[] {
  return Object.keys(operations).filter(isOperationName);
}

function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATION_NAMES, name);
}
