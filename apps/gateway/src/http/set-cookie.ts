import type { GatewayConfig } from '../gateway.config.js';

/** A `Set-Cookie` value for the whole board, out of scripts' reach. `value` must need no quoting. */
export function cookie(
  name: string,
  value: string,
  maxAgeS: number,
  config: Pick<GatewayConfig, 'PUBLIC_ORIGIN'>,
): string {
  const secure = config.PUBLIC_ORIGIN?.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}
