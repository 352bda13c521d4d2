import type { GatewayConfig } from '../gateway.config.js';

/** The headers that every answer carries, pages from the cache too: built once from the configuration. */
export function securityHeaders(
  config: Pick<GatewayConfig, 'MEDIA_ORIGIN' | 'HSTS_MS'>,
): Record<string, string> {
  const media = config.MEDIA_ORIGIN ? `'self' ${config.MEDIA_ORIGIN}` : "'self'";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${media}`,
    `media-src ${media}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(config.HSTS_MS !== undefined && {
      'strict-transport-security': `max-age=${Math.floor(config.HSTS_MS / 1000)}`,
    }),
  };
}
