import type { CDPSession, ElementHandle } from "@cloudflare/puppeteer";
import { withoutEnding } from "../lib/text-ends.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import { stopIfBusy } from "./busy-page.ts";
import type { Deadline } from "./deadline.ts";
import { functionText } from "./in-page.ts";
import { clientOf, mainWorld } from "./internals.ts";
import { plainOf } from "./page/plain.ts";
import { Refused } from "./refused.ts";

const MOST_CHARACTERS = 5_000_000;
/** Of what a page threw. */
const MOST_THROWN = 2_000;
const BUSY_AFTER_MS = 500;
const WAITING = { awaitPromise: true, userGesture: true };
/** What Chrome says of a value that it can't make JSON of. */
const HAS_NO_JSON =
	/Object reference chain is too long|Object couldn't be returned|Failed to convert response|Internal error/;

/** A value of the page, as CDP's `RemoteObject` describes it. */
export interface Evaluated {
	readonly type: string;
	readonly subtype?: string;
	/** Absent for what JSON has no form for; `description` then tells what it is. */
	readonly value?: unknown;
	readonly description?: string;
}

interface RemoteObject extends Evaluated {
	readonly objectId?: string;
	readonly unserializableValue?: string;
}

interface Thrown {
	readonly text: string;
	readonly exception?: Partial<RemoteObject>;
}

interface Answer {
	readonly result: RemoteObject;
	readonly exceptionDetails?: Thrown;
}

/** Evaluates an expression in the page's own world; a function is called, and a promise waited for. */
export async function evaluateExpression(
	client: CDPSession,
	expression: string,
	deadline: Deadline,
): Promise<Evaluated> {
	const source = await asSource(client, expression);
	const first: Answer = await stoppable(
		client,
		deadline,
		client.send("Runtime.evaluate", { expression: source, ...WAITING }),
	);
	return inFull(client, first, true, deadline);
}

/** A value that came as a reference, with what it holds; a function is called first where that is wanted. */
async function inFull(
	client: CDPSession,
	answer: Answer,
	callsFunction: boolean,
	deadline: Deadline,
): Promise<Evaluated> {
	await refuseThrown(client, answer, deadline);
	const { objectId, subtype } = valueOf(answer);
	// A node has no such form.
	if (objectId === undefined || subtype === "node") return present(answer);
	const plain = await asPlain(client, objectId, callsFunction, deadline);
	await refuseThrown(client, plain, deadline);
	return present(plain);
}

/** Throws what the page threw where that is an object: Chrome tells only of an error what it holds. */
async function refuseThrown(client: CDPSession, answer: Answer, deadline: Deadline): Promise<void> {
	const { objectId, subtype } = answer.exceptionDetails?.exception ?? {};
	if (objectId === undefined || subtype === "error") return;
	const plain = await asPlain(client, objectId, false, deadline).catch(() => undefined);
	if (plain === undefined || plain.exceptionDetails !== undefined) return;
	throw new Refused("evaluation_failed", JSON.stringify(plain.result.value ?? null).slice(0, MOST_THROWN));
}

/** An object as JSON can hold it, which is let go then; a function is called first where that is wanted. */
async function asPlain(
	client: CDPSession,
	objectId: string,
	callsFunction: boolean,
	deadline: Deadline,
): Promise<Answer> {
	try {
		const call = {
			objectId,
			functionDeclaration: `function (value, callsFunction) { return ${functionText(plainOf)}(value, callsFunction); }`,
			arguments: [{ objectId }, { value: callsFunction }],
			returnByValue: true,
			...WAITING,
		};
		return await stoppable(client, deadline, client.send("Runtime.callFunctionOn", call));
	} finally {
		void client.send("Runtime.releaseObject", { objectId }).catch(() => undefined);
	}
}

/** Calls a function on an element of the page's own world, with the element as `this` and as its argument. */
export async function evaluateOnElement(
	element: ElementHandle,
	expression: string,
	deadline: Deadline,
): Promise<Evaluated> {
	const { frame } = element;
	const client = clientOf(frame);
	const own = await mainWorld(frame).adoptHandle(element);
	const { objectId } = own.remoteObject();
	if (objectId === undefined) throw new Error("an element without an id");
	const call = {
		objectId,
		functionDeclaration: isFunction(expression) ? expression : `function () { return (${expression}\n); }`,
		arguments: [{ objectId }],
		...WAITING,
	};
	try {
		const answer: Answer = await stoppable(client, deadline, client.send("Runtime.callFunctionOn", call));
		return await inFull(client, answer, false, deadline);
	} finally {
		void own.dispose();
	}
}

/** Whether an expression is a function, as far as its beginning says so. */
export function isFunction(expression: string): boolean {
	const text = expression.trimStart().replace(/^async\s+/, "");
	const arrow = text.indexOf("=>");
	return (
		/^function\b/.test(text) || (arrow >= 0 && /^\(?[\w$\s,{}=[\]]*\)?$/.test(text.slice(0, arrow).trimEnd()))
	);
}

/**
 * The text to evaluate: as an expression if it is one (`{a: 1}`, `function () {}`), else as statements, else inside a
 * function, for an expression that holds `await` and for statements that end in `return`. Compiling runs nothing.
 */
async function asSource(client: CDPSession, expression: string): Promise<string> {
	const trimmed = withoutEnding(expression.trim(), ";");
	const candidates = [
		`(${trimmed}\n)`,
		expression,
		`(async () => (${trimmed}\n))()`,
		`(async () => { ${expression}\n})()`,
	];
	for (const candidate of candidates) {
		const compiled = await client.send("Runtime.compileScript", {
			expression: candidate,
			sourceURL: "",
			persistScript: false,
		});
		if (compiled.exceptionDetails === undefined) return candidate;
	}
	return expression;
}

/** What runs in a page for longer than its command may take is ended there, or the page would be busy for ever. */
async function stoppable<T>(client: CDPSession, deadline: Deadline, running: Promise<T>): Promise<T> {
	try {
		return await withTimeout(running, deadline.leftMs, "Evaluating");
	} catch (thrown) {
		if (thrown instanceof TimeoutError) {
			void stopIfBusy(client, BUSY_AFTER_MS);
			throw new Refused("command_timed_out", `The expression took longer than ${deadline.timeoutMs} ms.`);
		}
		if (thrown instanceof Error && HAS_NO_JSON.test(thrown.message))
			throw new Refused(
				"evaluation_failed",
				"The value can't be returned as JSON: it is too deep or too large, refers to itself, or throws when it is read.",
			);
		throw thrown;
	}
}

function valueOf({ result, exceptionDetails }: Answer): RemoteObject {
	if (exceptionDetails === undefined) return result;
	const { exception, text } = exceptionDetails;
	const thrown = exception?.description?.split("\n    at ", 1)[0] ?? JSON.stringify(exception?.value) ?? text;
	throw new Refused("evaluation_failed", thrown.slice(0, MOST_THROWN));
}

function present(answer: Answer): Evaluated {
	const { type, subtype, value, unserializableValue, description } = valueOf(answer);
	const size = JSON.stringify(value ?? null).length;
	if (size > MOST_CHARACTERS)
		throw new Refused(
			"result_too_large",
			`The value has ${size} characters as JSON; ${MOST_CHARACTERS} can be returned.`,
		);
	if (unserializableValue !== undefined) return { type, value: unserializableValue };
	if (value !== undefined || description === undefined) return { type, ...(subtype && { subtype }), value };
	return { type, ...(subtype && { subtype }), description: description.slice(0, 500) };
}
