const nodes = [
	'VeoLiteFirstLastFrame',
	'VeoLiteTextToVideo',
	'VeoLiteImageToVideo',
	'VeoLiteExtendVideo',
	'WaitForTask',
];

module.exports = Object.assign(
	require('./dist/credentials/HighwayApi.credentials.js'),
	...nodes.map((name) => require(`./dist/nodes/${name}/${name}.node.js`)),
);
