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

describe('the switch “Allow Unencrypted Base URL”', () => {
	it.each(['http://n8n:4100', 'http://192.168.1.5/', 'http://localhost.example', 'http://l'])(
		'is shown for %s',
		(url) => expect(isSwitchShownFor(url)).toBe(true),
	);

	it.each([
		'https://api.highwayapi.ai',
		'http://localhost',
		'http://localhost:4100',
		'http://localhost/api',
		'http://127.0.0.1:4100',
		'http://[::1]:4100',
	])('is not shown for %s', (url) => expect(isSwitchShownFor(url)).toBe(false));
});

// n8n runs them with a limit of 250 ms each time a node is executed, and fails the execution after it.
it('no field is shown or hidden by a regular expression', () => {
	const all = JSON.stringify([properties, new VeoLiteFirstLastFrame(), waitFields]);
	expect(all).toContain('"_cnd"');
	expect(all).not.toContain('"regex"');
});
