interface Env {
	readonly BROWSER: { fetch(url: string, request: Request): Promise<Response> };
}

/** Hands each request to the binding, and the client the binding's own socket: no script sees a frame. */
export default {
	fetch(request: Request, env: Env): Promise<Response> | Response {
		const { pathname, search } = new URL(request.url);
		if (!pathname.startsWith("/v1/")) return new Response("Not found\n", { status: 404 });
		return env.BROWSER.fetch(`https://browser${pathname}${search}`, request);
	},
};
