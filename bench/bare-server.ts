import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'pg';

// The least that a server in Node may do: each route asks Postgres once, by a prepared statement, and sends the rows.
// Started with a database's URL and a port; it is measured beside the API, on the same rows.

const [url = '', port = '0'] = process.argv.slice(2);
const pool = new Pool({ connectionString: url, max: 10 });

const columns = 'operations.id, operations.version, operations.updated_at, operations.body';
const queries: Record<string, string> = {
  '/id': `select ${columns} from operations where id = $1`,
  '/tx': `
    select ${columns}
    from events
    join legs on legs.event_id = events.id
    join operations on operations.id = legs.operation_id
    where events.transaction = $1`,
  '/list': `
    select ${columns}
    from operations
    where status = $1
    order by updated_at desc, id desc
    limit 20`,
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', value = ''] = (request.url ?? '').split('?');
  const text = queries[path];
  if (text === undefined) {
    response.writeHead(404).end();
    return;
  }
  try {
    const { rows } = await pool.query({ name: path, text, values: [decodeURIComponent(value)] });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(rows));
  } catch {
    response.writeHead(500).end();
  }
}

createServer((request, response) => void answer(request, response)).listen(
  Number(port),
  '127.0.0.1',
);
