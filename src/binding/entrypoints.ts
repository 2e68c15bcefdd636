import { WorkerEntrypoint } from "cloudflare:workers";
import { type Caller, readCaller } from "../domain/caller.ts";
import { fetchApi, fetchBinding } from "../http/binding/fetch.ts";

/** Reads what the operator has written at the binding. Throws where something is missing or wrong, naming it. */
export function callerOf(props: unknown): Caller {
	const caller = readCaller(props);
	if (!caller.ok) throw new Error(caller.problem.message);
	return caller.value;
}

/** All of Berth's HTTP APIs for a Worker that binds it: the account is the binding's, and no token is needed. */
export class Api extends WorkerEntrypoint<Env> {
	override fetch(request: Request): Response | Promise<Response> {
		return fetchApi(request, this.env, this.ctx, callerOf(this.ctx.props));
	}
}

/** The socket of one session, or of one target in it, and of nothing else: what `connectSession` gives. */
export class PinnedSocket extends WorkerEntrypoint<Env> {
	override fetch(request: Request): Response | Promise<Response> {
		const { path, ...props } = this.ctx.props as { readonly path: string };
		// Whatever is sent, it opens a socket or nothing.
		const upgrade = new Request(new URL(path, "https://berth"), { headers: request.headers });
		return fetchBinding(upgrade, this.env, this.ctx, callerOf(props));
	}
}
