import { z } from "zod";
import { admittedUntil } from "../../domain/admission.ts";
import type { AccessMode } from "../../domain/principal.ts";
import { problem } from "../../domain/problem.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Target } from "../../domain/target.ts";
import { describeIssue } from "../../lib/known-fields.ts";
import type { LinkSource } from "../../links/claims.ts";
import { liveViewOf, liveViewRequest } from "../../links/live-view.ts";
import { CDP_ERROR, type CommandMessage, type CommandReply, replyError } from "./command-message.ts";
import { type DialogHost, handleDialog, readDialog } from "./dialog-commands.ts";
import { completeHandoff, handOff, type HandoffHost, readHandoff } from "./handoff-commands.ts";

/** What the commands that Berth answers itself need of the session. */
export interface OwnCommandsHost extends HandoffHost, DialogHost {
	readonly sessionId: string;
	/** What links are made with that are given out on this connection: they end with the right by which it is open. */
	readonly linkSource: () => LinkSource;
	readonly mode: AccessMode;
	targets(): Promise<Result<Target[]>>;
	/** Ends the session because a client asked for it; `lastWords` is called when that is saved and before the sockets close. */
	closeBrowser(lastWords: () => void): void;
}

/** A command with the target that it was sent to, where that is known. */
export type OwnCommand = CommandMessage & { readonly pageId: string | undefined };

interface Answer<Params> {
	readonly params: z.ZodType<Params>;
	/** Why it is refused on a read-only connection; absent for a command that only looks. */
	readonly refusal?: string;
	readonly answer: (params: Params, command: OwnCommand, host: OwnCommandsHost) => Promise<Result<object>>;
}

const linkExpired = problem(
	"forbidden",
	"The link of this connection has expired: it gives out no more links.",
);

const answering = <Params>(answer: Answer<Params>) => answer as Answer<unknown>;

/** The hosted service's extra CDP domain, and Berth's own additions to it. */
const CLOUDFLARE: Readonly<Record<string, Answer<unknown>>> = {
	"Cloudflare.getSessionId": answering({
		params: z.unknown(),
		answer: async (_params, _command, { sessionId }) => ok({ sessionId }),
	}),
	"Cloudflare.getLiveView": answering({
		params: liveViewRequest,
		// A link for one target, and for so long, must not beget one for another, or for longer.
		refusal: "A read-only connection gives out no links.",
		answer: async (request, { pageId }, host) => {
			const source = host.linkSource();
			if (admittedUntil(source.admission) <= Date.now()) return refuse(linkExpired);
			const targets = await host.targets();
			if (!targets.ok) return targets;
			const targetId = request.targetId ?? pageId;
			return liveViewOf(source, host.mode, targets.value, { ...request, targetId });
		},
	}),
	"Cloudflare.handoff": answering(handOff),
	"Cloudflare.handoffComplete": answering(completeHandoff),
	"Cloudflare.getHandoffState": answering(readHandoff),
	"Cloudflare.getDialog": answering(readDialog),
	"Cloudflare.handleDialog": answering(handleDialog),
};

/** Answers `Browser.close` and the domain `Cloudflare`; `false` for every other command, which is the browser's. */
export function answerOwnCommand(
	command: OwnCommand,
	host: OwnCommandsHost,
	reply: (reply: CommandReply) => void,
): boolean {
	if (command.method === "Browser.close" && host.mode === "full") {
		host.closeBrowser(() => reply({ result: {} }));
		return true;
	}
	if (!command.method.startsWith("Cloudflare.")) return false;
	const known = Object.hasOwn(CLOUDFLARE, command.method) ? CLOUDFLARE[command.method] : undefined;
	if (known === undefined) reply(replyError(CDP_ERROR.methodNotFound, `'${command.method}' wasn't found`));
	else if (known.refusal !== undefined && host.mode === "readonly")
		reply(replyError(CDP_ERROR.serverError, known.refusal));
	else void answerWith(known, command, host).then(reply);
	return true;
}

async function answerWith(
	{ params, answer }: Answer<unknown>,
	command: OwnCommand,
	host: OwnCommandsHost,
): Promise<CommandReply> {
	const read = params.safeParse(command.params ?? {});
	if (!read.success) return replyError(CDP_ERROR.invalidParams, describeIssue(read.error.issues, "params"));
	const answered = await answer(read.data, command, host);
	return answered.ok
		? { result: answered.value }
		: replyError(CDP_ERROR.serverError, answered.problem.message);
}
