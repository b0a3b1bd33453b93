// The floor of a push: git http-backend behind a bare HTTP server, without hooks, database or queue. A process of its
// own, as the grading server is. It asks for a password, as any git host does, and takes any.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serveSmartHttp, type GitService } from '@residual/git';

const [root] = process.argv.slice(2);

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://floor');
  const parts = /^\/(?<name>[a-z0-9-]+\.git)\/(?<service>info\/refs|git-upload-pack|git-receive-pack)$/.exec(
    url.pathname,
  )?.groups;
  if (!parts) return void response.writeHead(404).end();
  if (request.headers.authorization === undefined)
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="floor"' }).end();
  serveSmartHttp(request, response, {
    repository: join(root, parts.name),
    service: parts.service as GitService,
    query: url.search.slice(1),
    user: 'student',
    settings: { 'http.receivepack': 'true', 'receive.fsckObjects': 'true', 'receive.autogc': 'false' },
    idleMilliseconds: 60_000,
  }).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
