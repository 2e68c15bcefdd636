import { z } from "zod";

/** A value in a page, as CDP describes it. */
export const remoteObject = z.object({
	type: z.string(),
	value: z.unknown().optional(),
	unserializableValue: z.string().optional(),
	description: z.string().optional(),
	objectId: z.string().optional(),
});
export type RemoteObject = z.infer<typeof remoteObject>;

/** What a console would print; the console's own format string is followed (https://console.spec.whatwg.org/#formatter). */
export function consoleText(args: readonly RemoteObject[]): string {
	const [first, ...rest] = args;
	if (typeof first?.value !== "string" || !first.value.includes("%")) return args.map(printed).join(" ");
	const text = first.value.replaceAll(/%[sdifoOc%]/g, (directive) => {
		if (directive === "%%") return "%";
		const arg = rest.shift();
		if (arg === undefined) return directive;
		return directive === "%c" ? "" : printed(arg);
	});
	return [text, ...rest.map(printed)].join(" ");
}

function printed({ type, value, unserializableValue, description }: RemoteObject): string {
	if (typeof value === "string") return value;
	if (unserializableValue !== undefined) return unserializableValue;
	if (type === "undefined") return "undefined";
	return description ?? JSON.stringify(value) ?? type;
}
