module.exports = require('./temporaryFolder.cjs').remove;
