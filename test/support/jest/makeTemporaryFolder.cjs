module.exports = require('./temporaryFolder.cjs').make;
