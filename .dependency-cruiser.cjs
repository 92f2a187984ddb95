/**
 * Which way imports may point in what is published: the rooms of CONTRIBUTING.md and their doors.
 * "npm run lint" holds the code against it.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
	forbidden: [
		{
			name: 'no-circles',
			comment: 'Files that need each other are one file, or there is a third one in them.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-lost-files',
			comment: 'A file that nothing imports is no part of the package.',
			severity: 'error',
			from: { orphan: true, pathNot: '\\.(node|credentials)\\.ts$' },
			to: {},
		},
		{
			name: 'waiting-room-knows-only-time',
			comment: 'It is handed what it asks and the clock that it waits by.',
			severity: 'error',
			from: { path: '^nodes/shared/waiting/' },
			to: { pathNot: '^nodes/shared/waiting/' },
		},
		{
			name: 'api-room-knows-only-the-api',
			comment: 'It is handed a function that sends, and knows neither n8n nor items.',
			severity: 'error',
			from: { path: '^nodes/shared/api/' },
			to: { pathNot: '^nodes/shared/(api/|message\\.ts$)' },
		},
		{
			name: 'images-are-bytes-and-links',
			comment: 'What an image is, and which links lead to one, is the same without n8n.',
			severity: 'error',
			from: { path: '^nodes/shared/images/' },
			to: { pathNot: '^nodes/shared/(images/|message\\.ts$|api/baseUrl\\.ts$)' },
		},
		{
			name: 'messages-know-nothing',
			comment: 'Every room says something, so what it says it with depends on none.',
			severity: 'error',
			from: { path: '(Messages|/message)\\.ts$' },
			to: { pathNot: '^nodes/shared/message\\.ts$' },
		},
		{
			name: 'shared-knows-no-node',
			comment: 'What two nodes share can not depend on one of them.',
			severity: 'error',
			from: { path: '^nodes/shared/' },
			to: { path: '^nodes/(?!shared/)' },
		},
		{
			name: 'shared-n8n-does-not-submit',
			comment: 'Submitting is built on what n8n offers, not the other way round.',
			severity: 'error',
			from: { path: '^nodes/shared/n8n/' },
			to: { path: '^nodes/shared/(submitting|veoLite)/' },
		},
		{
			name: 'submitting-knows-no-model',
			comment: 'Not to pay twice is the same for every model: its items come checked.',
			severity: 'error',
			from: { path: '^nodes/shared/submitting/' },
			to: { path: '^nodes/shared/(veoLite|images)/' },
		},
		{
			name: 'nodes-know-not-each-other',
			comment: 'Each can be read, and dropped, alone.',
			severity: 'error',
			from: { path: '^nodes/((?!shared/)[^/]+)/' },
			to: { path: '^nodes/(?!shared/)', pathNot: '^nodes/$1/' },
		},
		{
			name: 'waiting-does-not-submit',
			comment: 'The node that waits must have no way to spend money.',
			severity: 'error',
			from: { path: '^nodes/WaitForTask/' },
			to: { path: '^nodes/shared/(submitting/|veoLite/|api/veoLite)' },
		},
		{
			name: 'nothing-but-n8n',
			comment: 'Verified packages have no dependencies. Node.js’ hashes are the one exception.',
			severity: 'error',
			from: {},
			to: { dependencyTypesNot: ['local', 'npm-peer', 'npm-dev'], pathNot: '^(node:)?crypto$' },
		},
		{
			name: 'n8n-workflow-alone',
			comment: 'Development dependencies are not there when the package runs.',
			severity: 'error',
			from: {},
			to: { path: 'node_modules', pathNot: 'node_modules/n8n-workflow/' },
		},
	],
	options: {
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
	},
};
