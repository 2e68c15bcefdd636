/** @throws when the run that starts these processes did not set it */
export function variable(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name} is not set: this is run by npm run conformance`);
	return value;
}
