import { test } from "vitest";
import { pageOf, ThinkrunAccount } from "./account.ts";
test("walk", async () => {
	const a = new ThinkrunAccount();
	const show = async (m: string, p: string, b?: unknown) =>
		console.log(m, p, JSON.stringify(await a.ask(m, p, b)).slice(0, 1500));
	const c = await a.create({
		initialPrompt: pageOf("<title>One</title><button onclick='console.log(7)'>hi</button><input id=i>"),
		options: { browser: "chromium", viewport: { width: 640, height: 360 } },
	});
	console.log(JSON.stringify(c));
	const id = c.sessionId;
	await show("GET", `/${id}`);
	await show("POST", `/${id}/click`, { selector: "button" });
	await show("POST", `/${id}/type`, { selector: "#i", text: "abc" });
	await show("POST", `/${id}/fill`, { selector: "#i", value: "def" });
	await show("POST", `/${id}/evaluate`, {
		expression: "[innerWidth, innerHeight, devicePixelRatio, outerWidth]",
	});
	await show("POST", `/${id}/screenshot`, {});
	await show("POST", `/${id}/evaluate`, {
		expression: "[innerWidth, innerHeight, devicePixelRatio, screen.width]",
	});
	await show("POST", `/${id}/screenshot`, { fullPage: true, format: "jpeg" });
	await show("POST", `/${id}/evaluate`, {
		expression: "[innerWidth, innerHeight, devicePixelRatio, screen.width]",
	});
	await show("POST", `/${id}/navigate`, {
		url: pageOf("<title>Two</title><script>console.error('x');fetch('http://127.0.0.1:1/')</script>"),
		waitUntil: "networkidle",
	});
	await show("POST", `/${id}/go-back`, {});
	await show("POST", `/${id}/go-forward`, { timeout: 5000 });
	await show("POST", `/${id}/go-forward`, {});
	await show("POST", `/${id}/snapshot`, {});
	await show("POST", `/${id}/wait`, { ms: 10 });
	await show("POST", `/${id}/extract`, { query: "x" });
	await show("POST", `/${id}/dialog`, {});
	await show("POST", `/${id}/click`, { selector: "#nope", timeout: 300 });
	await show("POST", `/${id}/artifacts/note.txt`, { content: "hello", metadata: { a: 1 } });
	await show("GET", `/${id}/artifacts/note.txt`);
	await show("GET", `/${id}/health`);
	await show("GET", `/${id}/actions`);
	await show("GET", `/${id}/artifacts`);
	await show("GET", `/${id}/console`);
	await show("GET", `/${id}/network`);
	await show("GET", ``);
	await show("GET", `/${id}`);
	await show("DELETE", `/${id}`);
	await show("GET", `/${id}/health`);
	await a.reaches(id, "completed");
	await show("GET", ``);
	await show("GET", `?includeTerminated=true`);
	await show("GET", `/${id}/health`);
	await show("POST", `/${id}/click`, { selector: "a" });
	await show("GET", `/nope`);
	await show("PATCH", `/${id}`);
	await show("GET", `/${id}/zzz`);
});
