import { z } from "zod";
import { REDACTED } from "../../lib/redact.ts";
import { isSecretPair } from "../../lib/secret-pairs.ts";

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
	const [first] = args;
	if (typeof first?.value !== "string" || !first.value.includes("%")) return joined(args, 0);
	let next = 1;
	const text = first.value.replaceAll(/%[sdifoOc%]/g, (directive) => {
		if (directive === "%%") return "%";
		const arg = args[next];
		if (arg === undefined) return directive;
		next += 1;
		return directive === "%c" ? "" : printed(arg);
	});
	return next < args.length ? `${text} ${joined(args, next)}` : text;
}

/** What comes after a label such as "password" is what the label says. */
const joined = (args: readonly RemoteObject[], from: number): string =>
	args
		.slice(from)
		.map((arg, index) => {
			const label = args[from + index - 1]?.value;
			const text = printed(arg);
			return typeof label === "string" && isSecretPair(label, text) ? REDACTED : text;
		})
		.join(" ");

function printed({ type, value, unserializableValue, description }: RemoteObject): string {
	if (typeof value === "string") return value;
	if (unserializableValue !== undefined) return unserializableValue;
	if (type === "undefined") return "undefined";
	return description ?? JSON.stringify(value) ?? type;
}
