import type { AccessMode } from "../domain/principal.ts";
import type { Result } from "../domain/result.ts";
import type { Target } from "../domain/target.ts";
import { liveViewOf, liveViewRequest } from "../links/live-view.ts";
import { CDP_ERROR, type CommandMessage, type CommandReply, replyError } from "./command-message.ts";

/** What the commands that Berth answers itself need of the session. */
export interface OwnCommandsHost {
	readonly sessionId: string;
	/** Berth's own origin as the client reached it, for the links that are given out. */
	readonly origin: string;
	readonly signingSecret: string;
	readonly mode: AccessMode;
	targets(): Promise<Result<Target[]>>;
	/** Ends the session because a client asked for it; `lastWords` is called when that is saved and before the sockets close. */
	closeBrowser(lastWords: () => void): void;
}

/**
 * Answers `Browser.close` and the hosted service's extra CDP domain, `Cloudflare`; `false` for every other command,
 * which is the browser's.
 */
export function answerOwnCommand(
	command: CommandMessage,
	host: OwnCommandsHost,
	reply: (reply: CommandReply) => void,
): boolean {
	if (command.method === "Browser.close" && host.mode === "full") {
		host.closeBrowser(() => reply({ result: {} }));
		return true;
	}
	if (!command.method.startsWith("Cloudflare.")) return false;
	if (command.method === "Cloudflare.getSessionId") reply({ result: { sessionId: host.sessionId } });
	else if (command.method === "Cloudflare.getLiveView" && host.mode === "full")
		void getLiveView(command, host).then(reply);
	else if (command.method === "Cloudflare.getLiveView")
		// A link for one target, and for so long, must not beget one for another, or for longer.
		reply(replyError(CDP_ERROR.serverError, "A read-only connection gives out no links."));
	else reply(replyError(CDP_ERROR.methodNotFound, `'${command.method}' wasn't found`));
	return true;
}

async function getLiveView(command: CommandMessage, host: OwnCommandsHost): Promise<CommandReply> {
	const request = liveViewRequest.safeParse(command.params ?? {});
	if (!request.success) {
		const [issue] = request.error.issues;
		return replyError(
			CDP_ERROR.invalidParams,
			`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`,
		);
	}
	const targets = await host.targets();
	if (!targets.ok) return replyError(CDP_ERROR.serverError, targets.problem.message);
	const { origin, signingSecret: secret, sessionId } = host;
	const view = await liveViewOf({ origin, secret, sessionId }, host.mode, targets.value, request.data);
	return view.ok ? { result: view.value } : replyError(CDP_ERROR.serverError, view.problem.message);
}
