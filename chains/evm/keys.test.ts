import { describe, expect, test } from 'vitest';
import { freePort } from '../../start/free-port.ts';
import { filter, aChain, aNode, connect, failureOf, everythingIn } from '../../test/evm-node.ts';
import { HttpFailure, type RawAnswer } from '../../test/json-rpc-server.ts';

describe.concurrent('keys', () => {
  const key = 'Zk3yZk3yZk3y';
  const secrets = [key, 'us3rname', 'p4ssword'];
  const withKeys = (url: string) =>
    `${url.replace('://', '://us3rname:p4ssword@')}/v2/${key}?apikey=${key}&x=1`;

  test('the key of a URL arrives at the endpoint', async () => {
    const server = await aNode(aChain());
    await connect([withKeys(server.url)]);
    expect(server.posts[0]).toMatchObject({
      path: `/v2/${key}?apikey=${key}&x=1`,
      authorization: `Basic ${btoa('us3rname:p4ssword')}`,
    });
  });

  test('a password without a user arrives, as Infura has it', async () => {
    const server = await aNode(aChain());
    await connect([server.url.replace('://', '://:p4ssword@')]);
    expect(server.posts[0]?.authorization).toBe(`Basic ${btoa(':p4ssword')}`);
  });

  test('a password with a bare percent sign arrives as it is written', async () => {
    const server = await aNode(aChain());
    await connect([server.url.replace('://', '://me:100%zz@')]);
    expect(server.posts[0]?.authorization).toBe(`Basic ${btoa('me:100%zz')}`);
  });

  // What nodes and the proxies before them say about a request, with its URL in it.
  const echoes: [string, RawAnswer][] = [
    ['a proxy that names the path', { status: 404, body: `<pre>Cannot POST /v2/${key}</pre>` }],
    ['a provider that names the key', { status: 401, body: `{"error":"bad key ${key}"}` }],
    [
      'an RPC error that names the URL',
      {
        body: `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no quota for 'https://us3rname:p4ssword@x.example/v2/${key}'"}}`,
      },
    ],
    ['HTML that names the query', { body: `<html>?apikey=${key}&x=1</html>` }],
    ['a closed connection', 'reset'],
  ];

  test.each(echoes)('%s does not bring a key into the error of a start', async (_, answer) => {
    const server = await aNode(() => {
      throw new HttpFailure(answer);
    });
    const { message, recovery } = await failureOf(connect([withKeys(server.url)]));
    for (const secret of secrets) expect(`${message} ${recovery}`).not.toContain(secret);
  });

  test.each(echoes)(
    '%s does not bring a key into a warning or a later error',
    async (_, answer) => {
      let isWell = true;
      const chain = aChain({ height: 20n });
      const server = await aNode((method, params) => {
        if (!isWell && params[0] !== 'latest') throw new HttpFailure(answer);
        return chain(method, params);
      });
      const { source, warnings } = await connect([withKeys(server.url)]);
      isWell = false;
      const errors = await Promise.allSettled([
        source.read({ from: 7n, to: 7n }, filter),
        source.headers([7n]),
        source.head(),
      ]);
      const said = [
        ...warnings,
        ...errors.map((outcome) =>
          outcome.status === 'rejected' ? everythingIn(outcome.reason) : '',
        ),
      ].join('\n');
      expect(said).toContain('base');
      for (const secret of secrets) expect(said).not.toContain(secret);
    },
  );

  test('a dead URL with every kind of key shows none', async () => {
    const url = withKeys(`http://127.0.0.1:${await freePort()}`);
    const said = everythingIn(await connect([url]).catch((error: unknown) => error));
    for (const secret of secrets) expect(said).not.toContain(secret);
  });
});
