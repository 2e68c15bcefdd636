import { isRecord, parseJson } from "../../lib/json.ts";
import { CDP_ERROR, replyError, replyTo } from "../relay/command-message.ts";

/** What becomes of a client's message: it goes on, or is answered here. */
export interface Verdict {
	readonly kind: "passed" | "answered";
	readonly text: string;
	/** The method that does not go on as it was. */
	readonly refused?: string | undefined;
}

/** What becomes of a command: it goes on, it is refused, or another goes on in its place, to which the browser answers. */
export type Ruling = "passed" | "refused" | { readonly method: string; readonly params: object };

/** Who looks at commands. */
export interface CommandRules {
	/** What a refusal says, after the method. */
	readonly why: string;
	rule(method: string, params: unknown): Ruling;
}

/**
 * Looks at a message for the browser. It goes on as it was understood here, so that the browser reads nothing else in it: in
 * one that has a name twice, for instance.
 */
export function judgeBy(rules: CommandRules, text: string): Verdict {
	const message = parseJson(text);
	if (!isRecord(message) || typeof message["method"] !== "string") return notACommand;
	const { method } = message;
	try {
		return judgeCommand(rules, message, method);
	} catch (fault) {
		// What is nested some thousand levels deep can be read, and not be written.
		if (fault instanceof RangeError) return refusalOf(message, method, "it is nested too deeply.");
		throw fault;
	}
}

function judgeCommand(rules: CommandRules, message: Record<string, unknown>, method: string): Verdict {
	const { params } = message;
	const ruling = rules.rule(method, params);
	if (ruling === "refused") return refusalOf(message, method, rules.why);
	if (ruling !== "passed") return passed({ ...message, ...ruling }, method);
	if (method !== "Target.sendMessageToTarget" || !isRecord(params)) return passed(message);
	// Clients that do not know flat sessions send their commands inside of another.
	const inner = judgeBy(rules, String(params["message"]));
	return inner.kind === "passed"
		? passed({ ...message, params: { ...params, message: inner.text } }, inner.refused)
		: refusalOf(message, inner.refused ?? method, rules.why);
}

const passed = (message: object, refused?: string): Verdict => ({
	kind: "passed",
	text: JSON.stringify(message),
	refused,
});

function refusalOf({ id, sessionId }: Record<string, unknown>, method: string, why: string): Verdict {
	const command = {
		id: typeof id === "number" ? id : 0,
		sessionId: typeof sessionId === "string" ? sessionId : undefined,
	};
	const reply = replyError(CDP_ERROR.serverError, `${method.slice(0, 200)}: ${why}`);
	return { kind: "answered", text: replyTo(command, reply), refused: method };
}

export const notACommand: Verdict = {
	kind: "answered",
	text: JSON.stringify({
		error: { code: CDP_ERROR.parseError, message: "This session takes commands in JSON only, as text." },
	}),
};
