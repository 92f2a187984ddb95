const { HighwayApi } = require('./dist/credentials/HighwayApi.credentials.js');
const {
	VeoLiteFirstLastFrame,
} = require('./dist/nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.js');
const { WaitForTask } = require('./dist/nodes/WaitForTask/WaitForTask.node.js');

module.exports = { HighwayApi, VeoLiteFirstLastFrame, WaitForTask };
