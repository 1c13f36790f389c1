// SPDX-License-Identifier: Apache-2.0
// node readers.mjs MODULE <FILES: reads each file with npm's yaml as YAML 1.2
// and prints one line of JSON a file, in the form of canonical() in readers.py.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const yaml = createRequire(import.meta.url)(process.argv[2])

function double(number) {
	const bytes = Buffer.alloc(8)
	bytes.writeDoubleBE(number)
	return bytes.toString('hex')
}

function canonical(value) {
	if (value === null || value === undefined) return ['null']
	switch (typeof value) {
	case 'boolean': return ['bool', value]
	case 'bigint': return ['int', value.toString()]
	case 'number': return ['float', double(value)]
	case 'string': return ['str', value]
	}
	if (Array.isArray(value)) return ['list', ...value.map(canonical)]
	if (value instanceof Map)
		return ['map', ...[...value].map(([k, v]) => [canonical(k), canonical(v)])]
	return [value.constructor.name, String(value)]
}

function read(text) {
	const documents = yaml.parseAllDocuments(text, { version: '1.2', intAsBigInt: true })
	for (const d of documents) {
		const bad = [...d.errors, ...d.warnings][0]
		if (bad) return ['error', bad.message.split('\n')[0]]
	}
	return ['list', ...documents.map(d => canonical(d.toJS({ mapAsMap: true })))]
}

for (const path of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
	let result
	try {
		result = read(readFileSync(path, 'utf8'))
	} catch (e) {
		result = ['error', String(e.message).split('\n')[0]]
	}
	console.log(JSON.stringify(result))
}
