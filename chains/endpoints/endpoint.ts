import type { Limits } from './throttle.ts';

/** An endpoint as it is configured. */
export interface EndpointConfig extends Limits {
  url: string;
}

/** An RPC endpoint as it is called, and as it may be shown. */
export interface Endpoint {
  /** Without user and password, which `fetch` refuses in a URL; with them for a WebSocket, which takes no headers. */
  url: string;
  headers: Record<string, string>;
  /** Only protocol and host: paths, queries, users and passwords carry keys. */
  name: string;
  /** The texts that must not be shown, the longest first. */
  secrets: readonly string[];
}

/** Shorter pieces of a URL, such as `v2`, are no keys and stand in ordinary sentences. */
const SECRET_CHARS_MIN = 5;

/** IPv4, IPv6 as Node writes it, and names with a port. */
const ADDRESSES =
  /(?:\[?(?<![\w:])(?:[\da-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{1,4})?\]?(?::\d+)?|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|\b(?:localhost|[\w-]+(?:\.[\w-]+)+):\d+)/gi;

export const isWebSocket = (url: string): boolean => /^wss?:/i.test(url);

/**
 * Takes a URL apart into what is called and what may be shown.
 *
 * @example parseEndpoint('https://me:word@rpc.example/v2/key').name // 'https://rpc.example'
 */
export function parseEndpoint(text: string): Endpoint {
  const url = new URL(text);
  const user = decode(url.username);
  const password = decode(url.password);
  const { pathname, search, searchParams, protocol, host } = url;
  const pieces = [...pathname.split('/'), ...searchParams.values(), search, pathname + search];
  const credentials = [user, password, url.username, url.password, btoaUtf8(`${user}:${password}`)];
  const secrets = [text, ...pieces, ...pieces.map(decode), ...credentials]
    .filter((piece) => piece.length >= SECRET_CHARS_MIN)
    .toSorted((a, b) => b.length - a.length);
  // It is never sent, and a WebSocket is not opened with one.
  url.hash = '';
  if (!isWebSocket(text)) url.username = url.password = '';
  const headers: Record<string, string> =
    user || password ? { authorization: `Basic ${btoaUtf8(`${user}:${password}`)}` } : {};
  return { url: url.href, headers, name: `${protocol}//${host}`, secrets };
}

/** A text that came from outside, without the keys of these endpoints, and without those of any other URL in it. */
export function withoutUrls(text: string, endpoints: readonly Endpoint[]): string {
  const own = endpoints.flatMap(({ secrets }) => secrets);
  return own
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
    .replaceAll(/\b(?:https?|wss?):\/\/[^\s")<>]+/g, redact);
}

/** A text for everybody: without addresses and ports, which show what a network looks like inside. */
export const withoutAddresses = (text: string): string => text.replaceAll(ADDRESSES, '…');

function redact(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return '(malformed URL)';
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare percent sign: it is meant as it stands
  }
}

const btoaUtf8 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
