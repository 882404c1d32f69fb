/** A request whose answer stands in the OpenAPI document as an example. */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** The status that it is answered with. */
  status: number;
  /** Asked of a database that knows no chain yet, and not of the one with examples. */
  isEmpty?: boolean;
}

/** Secrets of keys that the example database knows; they open nothing anywhere else. */
export const exampleKeys = {
  admin: `mk_${'A'.repeat(43)}`,
  reader: `mk_${'R'.repeat(43)}`,
};
const admin = { authorization: `Bearer ${exampleKeys.admin}` };

const id = 'cctp:v1:7:104742';
/** Longer than any id. */
const long = 'x'.repeat(101);
const tx = '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd';

const withKey = { authorization: `Bearer ${exampleKeys.reader}` };
const webhooks = '/v1/admin/webhooks';
const own = `${webhooks}/wh_0000000000000001`;

/** One for each status of each route. Whoever adds a route adds its calls, or says in `uncalled` why there is none. */
export const calls: readonly Call[] = [
  { path: '/v1/operations?status=complete&limit=1', status: 200 },
  { path: '/v1/operations?status=done', status: 400 },
  { path: '/v1/operations?origin=moon', status: 404 },
  { path: `/v1/operations/${id}`, status: 200 },
  { path: `/v1/operations/${id}`, headers: { 'if-none-match': '*' }, status: 304 },
  { path: `/v1/operations/${id}?waitFor=done`, status: 400 },
  { path: '/v1/operations/cctp:v1:7:1', status: 404 },
  { path: `/v1/operations/${id}/history`, status: 200 },
  { path: `/v1/operations/${id}/history?asOf=yesterday`, status: 400 },
  { path: '/v1/operations/cctp:v1:7:1/history', status: 404 },
  {
    method: 'PUT',
    path: '/v1/client-refs/order-1042',
    headers: withKey,
    body: { tx, chain: 'polygon' },
    status: 200,
  },
  {
    method: 'PUT',
    path: '/v1/client-refs/order-1042',
    headers: withKey,
    body: {},
    status: 400,
  },
  {
    method: 'PUT',
    path: '/v1/client-refs/order-1042',
    headers: withKey,
    body: { tx, chain: 'moon' },
    status: 404,
  },
  { path: '/v1/client-refs/order-1042', headers: withKey, status: 200 },
  { path: '/v1/client-refs/order%201042', headers: withKey, status: 400 },
  { path: '/v1/client-refs/order-1', headers: withKey, status: 404 },
  { method: 'DELETE', path: '/v1/client-refs/order-1', headers: withKey, status: 204 },
  { method: 'DELETE', path: '/v1/client-refs/order%201', headers: withKey, status: 400 },
  { path: '/v1/stream?after=3', status: 200 },
  { path: '/v1/stream?after=x', status: 400 },
  { path: '/v1/stream?origin=moon', status: 404 },
  { path: '/v1/stream?after=999', status: 410 },
  { path: '/v1/stream', status: 503, isEmpty: true },
  { path: `/v1/lookup?tx=${tx}`, status: 200 },
  { path: '/v1/lookup', status: 400 },
  { method: 'POST', path: '/v1/lookup', body: { ids: [id, tx, 'cctp:v1:7:1'] }, status: 200 },
  { method: 'POST', path: '/v1/lookup', body: { ids: [] }, status: 400 },
  { method: 'POST', path: '/v1/lookup', body: { ids: [id], chain: 'moon' }, status: 404 },
  { path: '/v1/lookup?tx=0x99', status: 404 },
  { path: '/v1/chains', status: 200 },
  { path: '/v1/protocols', status: 200 },
  { path: '/v1/protocols/cctp', status: 200 },
  { path: `/v1/protocols/${'x'.repeat(101)}`, status: 400 },
  { path: '/v1/protocols/cctq', status: 404 },
  { path: '/v1/coverage?protocol=cctp', status: 200 },
  { path: '/v1/coverage?chain=', status: 400 },
  { path: '/v1/coverage?chain=moon', status: 404 },
  { path: '/v1/stats', status: 200 },
  { path: '/v1/lanes?protocol=cctp', status: 200 },
  { path: '/v1/lanes?limit=0', status: 400 },
  { path: '/v1/lanes?origin=moon', status: 404 },
  { path: '/v1/quarantine', status: 200 },
  { path: '/v1/quarantine?limit=0', status: 400 },
  { path: '/v1/admin/keys', headers: admin, status: 200 },
  {
    method: 'POST',
    path: '/v1/admin/keys',
    headers: admin,
    body: { name: 'explorer', scopes: ['read'], expiresAt: '2027-01-01T00:00:00Z' },
    status: 201,
  },
  { method: 'POST', path: '/v1/admin/keys', headers: admin, body: { name: '' }, status: 400 },
  { method: 'DELETE', path: '/v1/admin/keys/key_00000000000d', headers: admin, status: 200 },
  {
    method: 'DELETE',
    path: '/v1/admin/keys/key_00000000000d?self=1',
    headers: admin,
    status: 400,
  },
  { method: 'DELETE', path: '/v1/admin/keys/key_00000000000f', headers: admin, status: 404 },
  { method: 'DELETE', path: '/v1/admin/keys/key_00000000000a', headers: admin, status: 409 },
  { path: webhooks, headers: admin, status: 200 },
  {
    method: 'POST',
    path: webhooks,
    headers: admin,
    body: { url: 'https://example.com/midflight', filter: { status: 'complete' } },
    status: 201,
  },
  {
    method: 'POST',
    path: webhooks,
    headers: admin,
    body: { url: 'http://10.0.0.1/' },
    status: 400,
  },
  {
    method: 'POST',
    path: webhooks,
    headers: admin,
    body: { url: 'https://example.com/', filter: { origin: 'moon' } },
    status: 404,
  },
  { path: own, headers: admin, status: 200 },
  { path: `${webhooks}/${long}`, headers: admin, status: 400 },
  { path: `${webhooks}/wh_2`, headers: admin, status: 404 },
  { method: 'PATCH', path: own, headers: admin, body: { rotateSecret: {} }, status: 200 },
  { method: 'PATCH', path: own, headers: admin, body: { enabled: 1 }, status: 400 },
  { method: 'PATCH', path: `${webhooks}/wh_2`, headers: admin, body: {}, status: 404 },
  { method: 'POST', path: `${own}/test?wait=0`, headers: admin, status: 202 },
  { method: 'POST', path: `${own}/test?wait=soon`, headers: admin, status: 400 },
  { method: 'POST', path: `${webhooks}/wh_2/test`, headers: admin, status: 404 },
  { path: `${own}/deliveries?state=dead`, headers: admin, status: 200 },
  { path: `${own}/deliveries?state=lost`, headers: admin, status: 400 },
  { path: `${webhooks}/wh_2/deliveries`, headers: admin, status: 404 },
  { path: `${own}/deliveries/wh_0000000000000001_2`, headers: admin, status: 200 },
  { path: `${own}/deliveries/${long}`, headers: admin, status: 400 },
  { path: `${own}/deliveries/wh_0000000000000001_1`, headers: admin, status: 404 },
  {
    method: 'POST',
    path: `${own}/deliveries/wh_0000000000000001_2/replay`,
    headers: admin,
    status: 202,
  },
  { method: 'POST', path: `${own}/deliveries/${long}/replay`, headers: admin, status: 400 },
  { method: 'POST', path: `${own}/deliveries/none/replay`, headers: admin, status: 404 },
  {
    method: 'POST',
    path: `${own}/replay`,
    headers: admin,
    body: { fromSeq: '1', throughSeq: '3' },
    status: 202,
  },
  {
    method: 'POST',
    path: `${own}/replay`,
    headers: admin,
    body: { fromSeq: '1', throughSeq: '3' },
    status: 409,
  },
  { method: 'POST', path: `${own}/replay`, headers: admin, body: {}, status: 400 },
  {
    method: 'POST',
    path: `${webhooks}/wh_2/replay`,
    headers: admin,
    body: { state: 'dead' },
    status: 404,
  },
  { method: 'DELETE', path: `${webhooks}/wh_0000000000000003`, headers: admin, status: 204 },
  { method: 'DELETE', path: `${webhooks}/${long}`, headers: admin, status: 400 },
  { method: 'DELETE', path: `${webhooks}/wh_2`, headers: admin, status: 404 },
  { path: '/v1/alerts?state=acknowledged', status: 200 },
  { path: '/v1/alerts?state=pending', status: 400 },
  { path: '/v1/alerts?origin=moon', status: 404 },
  { path: '/v1/alerts/stream?after=0', status: 200 },
  { path: '/v1/alerts/stream?after=x', status: 400 },
  { path: '/v1/alerts/stream', status: 503, isEmpty: true },
  { path: '/v1/alerts/al_0000000000000001', status: 200 },
  { path: `/v1/alerts/${long}`, status: 400 },
  { path: '/v1/alerts/al_1', status: 404 },
  ...['acknowledge', 'close'].flatMap((action): Call[] => [
    {
      method: 'POST',
      path: `/v1/admin/alerts/al_0000000000000002/${action}`,
      headers: admin,
      body: { note: 'The relayer restarts.' },
      status: 200,
    },
    {
      method: 'POST',
      path: `/v1/admin/alerts/al_0000000000000002/${action}`,
      headers: admin,
      body: { note: 7 },
      status: 400,
    },
    {
      method: 'POST',
      path: `/v1/admin/alerts/al_1/${action}`,
      headers: admin,
      body: {},
      status: 404,
    },
  ]),
  { path: '/v1/admin/silences', headers: admin, status: 200 },
  { path: '/v1/admin/silences?limit=0', headers: admin, status: 400 },
  {
    method: 'POST',
    path: '/v1/admin/silences',
    headers: admin,
    body: {
      protocol: 'cctp',
      origin: 'polygon',
      until: '2027-01-01T00:00:00Z',
      comment: 'Planned upgrade.',
    },
    status: 201,
  },
  {
    method: 'POST',
    path: '/v1/admin/silences',
    headers: admin,
    body: { until: '2027-01-01T00:00:00Z', comment: 'All of it.' },
    status: 400,
  },
  {
    method: 'POST',
    path: '/v1/admin/silences',
    headers: admin,
    body: { origin: 'moon', until: '2027-01-01T00:00:00Z', comment: 'Planned upgrade.' },
    status: 404,
  },
  {
    method: 'DELETE',
    path: '/v1/admin/silences/si_0000000000000002',
    headers: admin,
    status: 204,
  },
  { method: 'DELETE', path: `/v1/admin/silences/${long}`, headers: admin, status: 400 },
  { method: 'DELETE', path: '/v1/admin/silences/si_3', headers: admin, status: 404 },
  { path: '/healthz', status: 200 },
  { path: '/readyz', status: 200 },
  { path: '/readyz', status: 503, isEmpty: true },
];

/** Statuses that no call of these can bring about, with the reason. */
export const uncalled: Readonly<Record<string, string>> = {
  'PUT /v1/client-refs/{clientRef} 409':
    'it takes as many references as a key may have: see api/client-refs.test.ts',
  'POST /v1/admin/webhooks 409': 'it takes as many webhooks as there may be',
  'POST /v1/admin/silences 409': 'it takes as many silences as there may be',
  'POST /v1/admin/webhooks/{id}/test 200': 'the jobs send it: see api/webhooks.test.ts',
  'GET /v1/admin/webhooks 400': 'it has no parameter that could be malformed',
  'GET /v1/chains 400': 'it has no parameter that could be malformed',
  'GET /v1/admin/keys 400': 'it has no parameter that could be malformed',
  'GET /v1/protocols 400': 'it has no parameter that could be malformed',
  'GET /v1/stats 400': 'it has no parameter that could be malformed',
};
