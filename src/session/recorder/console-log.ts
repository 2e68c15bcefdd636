import { z } from "zod";
import type { CdpEvent } from "../../browser/cdp.ts";
import type { CodePlace, EntryLevel, NewEntry } from "../../domain/entry.ts";
import { shownUrl } from "../../lib/redact.ts";
import { consoleText, remoteObject } from "./remote-object.ts";

const MOST_FRAMES = 20;

const callFrame = z.object({
	functionName: z.string(),
	url: z.string(),
	lineNumber: z.number(),
	columnNumber: z.number(),
});
type CallFrame = z.infer<typeof callFrame>;
const stackTrace = z.object({ callFrames: z.array(callFrame) });

const called = z.object({
	type: z.string(),
	args: z.array(remoteObject),
	timestamp: z.number(),
	stackTrace: stackTrace.optional(),
});
const thrown = z.object({
	timestamp: z.number(),
	exceptionDetails: z.object({
		text: z.string(),
		url: z.string().optional(),
		lineNumber: z.number(),
		columnNumber: z.number(),
		exception: remoteObject.optional(),
		stackTrace: stackTrace.optional(),
	}),
});
const logged = z.object({
	entry: z.object({
		source: z.string(),
		level: z.string(),
		text: z.string(),
		timestamp: z.number(),
		url: z.string().optional(),
		lineNumber: z.number().optional(),
	}),
});

const LEVELS: Readonly<Record<string, EntryLevel>> = {
	error: "error",
	assert: "error",
	warning: "warning",
	debug: "debug",
	verbose: "debug",
};

/** The entry for an event of the console, an uncaught error or a message of the browser's; `undefined` for other events. */
export function consoleEntry({ method, params }: CdpEvent, targetId: string): NewEntry | undefined {
	if (method === "Runtime.consoleAPICalled") {
		const { data } = called.safeParse(params);
		return data && ofCall(data, targetId);
	}
	if (method === "Runtime.exceptionThrown") {
		const { data } = thrown.safeParse(params);
		return data && ofException(data, targetId);
	}
	if (method !== "Log.entryAdded") return undefined;
	const { data } = logged.safeParse(params);
	// A worker's messages are told to its page as well.
	return data === undefined || data.entry.source === "worker" ? undefined : ofBrowser(data, targetId);
}

function ofCall(
	{ type, args, timestamp, stackTrace: trace }: z.infer<typeof called>,
	targetId: string,
): NewEntry {
	const level = LEVELS[type] ?? "info";
	const frames = trace?.callFrames ?? [];
	const hasStack = level === "error" || type === "trace";
	return {
		time: Math.round(timestamp),
		kind: "console",
		level,
		text: consoleText(args),
		targetId,
		detail: {
			type,
			place: frames[0] && placeOf(frames[0]),
			...(hasStack && { stack: stackOf(frames) }),
		},
	};
}

function ofException(
	{ timestamp, exceptionDetails: details }: z.infer<typeof thrown>,
	targetId: string,
): NewEntry {
	const { text, exception, url = "", lineNumber, columnNumber } = details;
	const frames = details.stackTrace?.callFrames ?? [];
	// An error's description is its stack as well, which has a field of its own.
	const [what] = (exception?.description ?? "").split("\n    at ");
	const value = what || (exception && consoleText([exception]));
	return {
		time: Math.round(timestamp),
		kind: "exception",
		level: "error",
		text: value ? `${text} ${value}` : text,
		targetId,
		detail: {
			type: "exception",
			place: frames[0] ? placeOf(frames[0]) : placeOf({ url, lineNumber, columnNumber }),
			stack: stackOf(frames),
		},
	};
}

function ofBrowser({ entry }: z.infer<typeof logged>, targetId: string): NewEntry {
	const { source, level, text, timestamp, url, lineNumber } = entry;
	return {
		time: Math.round(timestamp),
		kind: "console",
		level: LEVELS[level] ?? "info",
		text,
		targetId,
		detail: {
			type: source,
			...(url !== undefined && { place: placeOf({ url, lineNumber: lineNumber ?? 0, columnNumber: 0 }) }),
		},
	};
}

const placeOf = ({ url, lineNumber, columnNumber }: Omit<CallFrame, "functionName">): CodePlace => ({
	url: shownUrl(url).slice(0, 1_000),
	line: lineNumber + 1,
	column: columnNumber + 1,
});

const stackOf = (frames: readonly CallFrame[]): string[] =>
	frames.slice(0, MOST_FRAMES).map((frame) => {
		const { url, line, column } = placeOf(frame);
		return `${frame.functionName || "(anonymous)"} (${url}:${line}:${column})`;
	});
