import { z } from "zod";
import { parseJson } from "../../lib/json.ts";

/** A CDP command as a client sends it. `sessionId` is CDP's own: the attached target it is for. */
const commandMessage = z.object({
	id: z.number().int(),
	method: z.string(),
	params: z.record(z.string(), z.unknown()).optional(),
	sessionId: z.string().optional(),
});

export type CommandMessage = z.infer<typeof commandMessage>;

/** An event of Berth's own domain, and the page that it is about. */
export interface CdpNews {
	readonly method: `Cloudflare.${string}`;
	readonly params: object;
	readonly targetId: string;
}

/** CDP's error codes, those of JSON-RPC 2.0. */
export const CDP_ERROR = {
	parseError: -32_700,
	serverError: -32_000,
	methodNotFound: -32_601,
	invalidParams: -32_602,
} as const;

export type CommandReply =
	| { readonly result: object }
	| { readonly error: { readonly code: number; readonly message: string } };

export const replyError = (code: number, message: string): CommandReply => ({ error: { code, message } });

/** The message that answers a command, in CDP's form. */
export function replyTo(command: Pick<CommandMessage, "id" | "sessionId">, reply: CommandReply): string {
	const { id, sessionId } = command;
	return JSON.stringify(sessionId === undefined ? { id, ...reply } : { id, sessionId, ...reply });
}

/** Reads a client's message; `undefined` when it is no CDP command. */
export function parseCommand(text: string): CommandMessage | undefined {
	const parsed = commandMessage.safeParse(parseJson(text));
	return parsed.success ? parsed.data : undefined;
}
