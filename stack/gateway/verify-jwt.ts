import { errors } from "jose";
import { problem } from "./problem.ts";
import { readHeader, type TokenKeeper } from "./tokens.ts";

/**
 * What the platform does for functions with `verify_jwt = true`: null lets the request pass.
 * API keys of the new kind pass on either header, which does not authenticate the caller.
 */
export async function refuseWithoutJwt(request: Request, tokens: TokenKeeper): Promise<Response | null> {
  const apikey = request.headers.get("apikey");
  if (apikey !== null && /^sb_/.test(apikey) && await tokens.roleOfKey(apikey) !== null) return null;
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer === undefined) return refuse("UNAUTHORIZED_NO_AUTH_HEADER", "Missing authorization header");
  if (/^sb_/.test(bearer)) {
    return await tokens.roleOfKey(bearer) !== null
      ? null
      : refuse("UNAUTHORIZED_INVALID_JWT_FORMAT", "Invalid JWT");
  }
  let alg: string;
  try {
    ({ alg } = readHeader(bearer));
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return refuse("UNAUTHORIZED_INVALID_JWT_FORMAT", "Invalid JWT");
  }
  const code = { HS256: "UNAUTHORIZED_JWT", ES256: "UNAUTHORIZED_ASYMMETRIC_JWT" }[alg];
  if (code === undefined) {
    return refuse("UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM", "Unsupported JWT algorithm");
  }
  try {
    await tokens.verify(bearer);
    return null;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return refuse(code, "Invalid JWT");
  }
}

function refuse(code: string, message: string): Response {
  return problem(401, { code, message, headers: { "sb-error-code": code } });
}
