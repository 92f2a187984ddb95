import { NodeHelpers, type INode, type INodeProperties } from 'n8n-workflow';
import { HighwayApi } from '../../../credentials/HighwayApi.credentials.ts';
import { VeoLiteFirstLastFrame } from '../../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import { fields as waitFields } from '../../../nodes/WaitForTask/fields.ts';

const { properties } = new HighwayApi();

function isSwitchShownFor(baseUrl: string): boolean {
	const allowHttp = properties.find(({ name }) => name === 'allowHttp') as INodeProperties;
	const node = { typeVersion: 1 } as INode;
	return NodeHelpers.displayParameter({ baseUrl }, allowHttp, node, null);
}

it('the switch “Allow Unencrypted Base URL” is shown where the key would go in the clear', () => {
	const local = ['http://localhost', 'http://localhost:4100', 'http://localhost/api'];
	for (const url of ['https://x.ai', ...local, 'http://127.0.0.1:4100', 'http://[::1]:4100'])
		expect([url, isSwitchShownFor(url)]).toEqual([url, false]);
	for (const url of ['http://n8n:4100', 'http://192.168.1.5/', 'http://localhost.x', 'http://l'])
		expect([url, isSwitchShownFor(url)]).toEqual([url, true]);
});

// n8n runs them with a limit of 250 ms each time a node is executed, and fails the execution after it.
it('no field is shown or hidden by a regular expression', () => {
	const all = JSON.stringify([properties, new VeoLiteFirstLastFrame(), waitFields]);
	expect(all).toContain('"_cnd"');
	expect(all).not.toContain('"regex"');
});
