// SPDX-License-Identifier: Apache-2.0
// ajv.cjs TOOLS SCHEMA: reads {name: document, ...} as JSON from standard input
// and prints {name: [place, ...], ...}: where each breaks the schema. A keyword
// or pattern that ajv does not know is an error.
'use strict';
const fs = require('fs');
const path = require('path');
const [tools, file] = process.argv.slice(2);
const Ajv = require(path.join(tools, 'node_modules', 'ajv'));
const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
const ajv = new Ajv({
  strict: true, strictTypes: false, strictRequired: false, allErrors: true,
  validateFormats: false, unicodeRegExp: true,
});
const validate = ajv.compile(schema);
const out = {};
for (const [name, document] of Object.entries(JSON.parse(fs.readFileSync(0, 'utf8')))) {
  out[name] = validate(document) ? [] :
    validate.errors.filter(e => e.keyword !== 'if').map(e => `${e.instancePath} ${e.keyword}`);
}
console.log(JSON.stringify(out));
