import { expect, test } from "vitest";
import { call, connect, createSession, type Created, deleteSession, DEVTOOLS } from "./berth.ts";

const PAGE = `<!doctype html><title>Login</title><input id="password" type="password"><div id="open"></div>
<script>
	const password = document.querySelector("#password");
	password.addEventListener("input", () => password.setAttribute("value", password.value));
	document.querySelector("#open").attachShadow({ mode: "open" }).innerHTML = "<p>Of " + "the page</p>";
</script>`;

interface DomNode {
	readonly nodeId: number;
	readonly nodeName: string;
	readonly children?: readonly DomNode[];
	readonly shadowRoots?: readonly DomNode[];
}

const nodesOf = (node: DomNode): readonly DomNode[] => [
	node,
	...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(nodesOf),
];

test("who only watches sees a page's elements, and not the password that is typed, whatever is asked for", async () => {
	const { sessionId, targets } = await createSession("keep_alive=600000&targets=true");
	const [target] = targets ?? [];
	const acting = await connect(target?.webSocketDebuggerUrl ?? "");
	await acting.send("Page.navigate", { url: `data:text/html,${encodeURIComponent(PAGE)}` });
	await expect
		.poll(async () => {
			const expression = "document.querySelector('#password')?.focus(), document.activeElement.id";
			return (await acting.send("Runtime.evaluate", { expression })).result;
		})
		.toMatchObject({ result: { value: "password" } });
	await acting.send("Input.insertText", { text: "hunter2" });

	const body = JSON.stringify({ targetId: target?.id, guardrails: { mode: "readonly" } });
	const link = await call<Created>("POST", `${DEVTOOLS}/browser/${sessionId}/live_view`, { body });
	const watching = await connect(link.body.webSocketDebuggerUrl);
	const heard: string[] = [];
	watching.socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
	await watching.send("DOM.enable");
	await watching.send("Accessibility.enable");
	const document = await watching.send("DOM.getDocument", { depth: -1 });
	const nodes = nodesOf(document.result?.["root"] as DomNode);
	expect(nodes.map(({ nodeName }) => nodeName)).toEqual(
		expect.arrayContaining(["INPUT", "#document-fragment"]),
	);
	await watching.send("Accessibility.getFullAXTree");
	for (let number = 1; number < 60; number += 1) {
		await watching.send("DOM.requestChildNodes", { nodeId: number, depth: -1 });
		await watching.send("DOM.getOuterHTML", { nodeId: number });
		await watching.send("DOM.describeNode", { nodeId: number, depth: -1 });
		await watching.send("DOM.describeNode", { backendNodeId: number, depth: -1 });
		await watching.send("DOM.querySelectorAll", { nodeId: number, selector: "*" });
	}
	await acting.send("Input.insertText", { text: "hunter3" });
	for (const { nodeId } of nodes) await watching.send("DOM.getAttributes", { nodeId });
	const again = await watching.send("DOM.getDocument", { depth: -1 });
	// The numbers go on, so that none of before is another node's now.
	const last = Math.max(...nodes.map(({ nodeId }) => nodeId));
	expect(nodesOf(again.result?.["root"] as DomNode)[0]?.nodeId).toBeGreaterThan(last);
	expect(heard.join("\n")).toContain('value=\\"REDACTED\\"');
	expect(heard.join("\n")).not.toContain("hunter");
	expect(heard.join("\n")).toContain("Of the page");
	await deleteSession(sessionId);
});
