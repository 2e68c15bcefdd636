/** @throws when `value` is no object with text under `name` */
export function stringField(value: unknown, name: string): string {
	const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
	if (typeof field !== "string") throw new Error(`No ${name} in ${JSON.stringify(value)}`);
	return field;
}
