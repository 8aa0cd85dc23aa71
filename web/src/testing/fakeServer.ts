import { vi } from 'vitest';

type Sent = { method: string; path: string; query: URLSearchParams; body: unknown };
type Handler = (sent: Sent) => Response | Promise<Response>;

/** Answers the app's requests in place of the network and remembers them. Not a server: only what a test says. */
export function fakeServer(handlers: Record<string, Handler>): {
  sent: Sent[];
  to: (call: string) => Sent[];
} {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const url = new URL(request.url);
    const text = await request.text();
    const call: Sent = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? undefined : JSON.parse(text),
    };
    sent.push(call);
    const handler = handlers[`${call.method} ${call.path}`];
    return handler === undefined ? failure(404, 'not_found', 'There is nothing here.') : handler(call);
  });
  return { sent, to: (call) => sent.filter(({ method, path }) => `${method} ${path}` === call) };
}

export function success(data: unknown, status = 200): Response {
  return Response.json({ success: true, data }, { status });
}

export function failure(
  status: number,
  code: string,
  error: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ success: false, error, code }, { status, headers });
}
