const { n8n } = require('./package.json');

/** Every class that n8n loads: the credential and the nodes. */
module.exports = Object.assign(
	{},
	...[...n8n.credentials, ...n8n.nodes].map((file) => require(`./${file}`)),
);
