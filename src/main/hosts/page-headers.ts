/**
 * What our own page may do, and nothing else: code, styles, fonts and pictures of its own origin. Pictures may also be
 * made by the page itself (`blob:` for comparing, `data:` for small drawings).
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of every answer a window gets, in both hosts. */
export function pageHeaders(type: string, cacheControl: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': type,
    'Cache-Control': cacheControl,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
  };
}
