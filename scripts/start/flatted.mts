/**
 * Reads the `flatted` format, in which n8n gives an execution's data: a JSON array of values, in
 * which every string inside an object or array stands for the value at that index.
 */
export function parseFlatted(text: string): unknown {
	const values: unknown = JSON.parse(text);
	if (!Array.isArray(values)) throw new TypeError('Flatted text is an array');
	const done = new Set<unknown>();

	const resolve = (reference: unknown): unknown => {
		if (typeof reference !== 'string') return fill(reference);
		const value: unknown = values[Number(reference)];
		return typeof value === 'string' ? value : fill(value);
	};
	// Objects are filled in place, so that those which refer to each other stay one.
	const fill = (value: unknown): unknown => {
		if (typeof value !== 'object' || value === null || done.has(value)) return value;
		done.add(value);
		for (const [key, reference] of Object.entries(value))
			Reflect.set(value, key, resolve(reference));
		return value;
	};
	return resolve('0');
}
