import { writeFileSync } from 'node:fs';
import { startRealN8n } from './test/support/realN8n.mts';
const n8n = await startRealN8n();
writeFileSync('/tmp/n8n.json', JSON.stringify({ url: n8n.url, login: n8n.login, sandbox: { url: n8n.sandbox.url, key: n8n.sandbox.key }, videos: n8n.videos }));
setTimeout(() => process.exit(0), 2400_000);
