import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Connection } from "../../src/browser/port.ts";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { resolveWith } from "../../src/domain/guardrails.ts";
import { problem } from "../../src/domain/problem.ts";
import { ok, refuse, type Result } from "../../src/domain/result.ts";
import { ControlLink } from "../../src/session/link/control-link.ts";
import { Interlock } from "../../src/session/guardrails/interlock.ts";
import { answeringConnection, scriptedBrowser } from "./scripted-browser.ts";
import { create, onStage } from "./stage.ts";

const PATIENCE_MS = 100;
const guardrails = resolveWith({ allowedDomains: ["example.com"] }, []);
const never = () => new Promise<Connection>(() => {});

beforeAll(() => ensureMigrated(env.CATALOG));

describe("a control link with guardrails", () => {
	test("that drops says so at once, and is a loss when it is not restored in time", async () => {
		const first = answeringConnection();
		let connects = 0;
		const connect = async () => (++connects === 1 ? first.connection : never());
		const onLost = vi.fn();
		const onDown = vi.fn();
		const link = new ControlLink(scriptedBrowser({ connect }), 60_000, onLost, {
			onDown,
			patienceMs: () => PATIENCE_MS,
		});
		await link.ensure("b");
		expect(link.isOpen).toBe(true);
		first.far.close();
		await expect.poll(() => onDown.mock.calls.length).toBe(1);
		expect(link.isOpen).toBe(false);
		await expect.poll(() => onLost.mock.calls).toMatchObject([[{ kind: "unreachable" }]]);
		expect(await link.ensure("b")).toMatchObject({ kind: "gone" });
		expect(onLost).toHaveBeenCalledTimes(1);
	});

	test("is not there as long as they can't be set", async () => {
		const onLost = vi.fn();
		const refusal = refuse(problem("command_failed", "no Fetch here"));
		const link = new ControlLink(scriptedBrowser(), 60_000, onLost, { onOpen: async () => refusal });
		expect(await link.ensure("b")).toEqual({ kind: "unreachable", detail: "no Fetch here" });
		expect(link.isOpen).toBe(false);
		expect(onLost).toHaveBeenCalledTimes(1);
	});

	test("that has gone silent is a loss: what it held was not held", async () => {
		const first = answeringConnection();
		let connects = 0;
		const connect = async () => (++connects === 1 ? first : answeringConnection()).connection;
		const onLost = vi.fn();
		const link = new ControlLink(scriptedBrowser({ connect }), 60_000, onLost, {
			patienceMs: () => PATIENCE_MS,
		});
		await link.ensure("b");
		first.mute();
		await expect.poll(() => onLost.mock.calls).toMatchObject([[{ kind: "unreachable" }]]);
		expect(link.isOpen).toBe(false);
		expect(await link.ensure("b")).toMatchObject({ kind: "gone" });
	});

	test("that is retired stays open, and is not opened again", async () => {
		const first = answeringConnection();
		const onLost = vi.fn();
		const link = new ControlLink(scriptedBrowser({ connect: async () => first.connection }), 60_000, onLost);
		await link.ensure("b");
		link.retire();
		expect(link.isOpen).toBe(true);
		first.far.close();
		await expect.poll(() => link.isOpen).toBe(false);
		expect(onLost).not.toHaveBeenCalled();
	});
});

type Play = Parameters<typeof onStage>[1];
const held = () => [{ start: async (): Promise<Result<void>> => ok(undefined) }];

describe("a session with guardrails", () => {
	const notHeld = () => [{ start: async () => refuse(problem("command_failed", "no Fetch here")) }];

	test("is not made, and its browser is closed, where they can't be set", async () => {
		const close = vi.fn(async () => true);
		const play: Play = async ({ lifetime, settled }) => {
			expect(await create(lifetime, { guardrails })).toMatchObject({ ok: false });
			await settled();
			expect(close).toHaveBeenCalledWith("browser");
		};
		await onStage({ close }, play, { watchers: notHeld });
	});

	test("ends, and its browser is closed, when the link that holds them can't be restored", async () => {
		const close = vi.fn(async () => true);
		const links: ReturnType<typeof answeringConnection>[] = [];
		const connect = async (): Promise<Connection> => {
			if (links.length > 0) return { kind: "unreachable", detail: "status 503" };
			links.push(answeringConnection());
			return links[0]?.connection ?? { kind: "gone" };
		};
		const play: Play = async ({ lifetime, store, settled }) => {
			expect(await create(lifetime, { guardrails })).toMatchObject({ ok: true });
			expect(lifetime.isLinked).toBe(true);
			links[0]?.far.close();
			await expect.poll(() => store.session?.closeReason).toBe("ConnectionError");
			expect(store.session?.closeReasonText).toContain("guardrails");
			await settled();
			expect(close).toHaveBeenCalledWith("browser", expect.any(Function));
		};
		await onStage({ connect, close }, play, { watchers: held });
	});

	test("keeps the link until its browser is closed", async () => {
		let isLinked = () => false;
		const wasLinked: boolean[] = [];
		const close = async () => {
			wasLinked.push(isLinked());
			return true;
		};
		const play: Play = async ({ lifetime, settled }) => {
			isLinked = () => lifetime.isLinked;
			await create(lifetime, { guardrails });
			await lifetime.end("NormalClosure", "asked for");
			await settled();
			expect(wasLinked).toEqual([true]);
			expect(lifetime.isLinked).toBe(false);
		};
		await onStage({ close }, play, { watchers: held });
	});
});

describe("the browser of a session that has ended", () => {
	/** What happened to it, in order. */
	async function endOf(options: Parameters<typeof create>[1], dies = false): Promise<readonly string[]> {
		const happened: string[] = [];
		const connect = async (): Promise<Connection> => {
			const { connection, far } = answeringConnection();
			far.addEventListener("message", ({ data }) => {
				if (!String(data).includes("Browser.crash")) return;
				happened.push("crash");
				if (dies) far.close();
			});
			return connection;
		};
		const close = async () => {
			happened.push("close");
			return true;
		};
		const play: Play = async ({ lifetime, settled, store }) => {
			expect(await create(lifetime, options)).toMatchObject({ ok: true });
			await lifetime.end("NormalClosure", "asked for");
			await settled();
			expect(store.session?.state).toBe("closed");
			expect(store.session?.closeReason).toBe("NormalClosure");
		};
		await onStage({ connect, close }, play, { watchers: held });
		return happened;
	}

	test.each([
		["dies of the command", true],
		["takes no such command", false],
	])("with guardrails has no time for last requests; it %s", async (_, dies) => {
		expect(await endOf({ guardrails }, dies)).toEqual(["crash", "close"]);
	});

	test("without guardrails is closed in order", async () => {
		expect(await endOf({})).toEqual(["close"]);
	});
});

describe("the way to a guarded browser", () => {
	const way = (browser = scriptedBrowser(), isGuarded = true) => {
		const state = { isLinked: true };
		const onRefused = vi.fn();
		const interlock = new Interlock({
			browser,
			hosts: () => (isGuarded ? [] : undefined),
			isLinked: () => state.isLinked,
			onRefused,
		});
		return { interlock, state, onRefused };
	};

	test("is closed while nothing holds the guardrails", async () => {
		const connect = vi.fn();
		const { interlock, state } = way(scriptedBrowser({ connect }));
		state.isLinked = false;
		expect(await interlock.connect("b")).toMatchObject({ kind: "unreachable" });
		expect(connect).not.toHaveBeenCalled();
	});

	test("is not taken by who was on it when they went", async () => {
		const answer = Promise.withResolvers<Connection>();
		const { interlock } = way(scriptedBrowser({ connect: () => answer.promise }));
		const connecting = interlock.connect("b");
		interlock.cut();
		answer.resolve(answeringConnection().connection);
		expect(await connecting).toMatchObject({ kind: "unreachable" });
	});

	test("ends for all who are on it when they go", async () => {
		const { interlock } = way();
		const connection = await interlock.connect("b");
		if (connection.kind !== "open") throw new Error("not open");
		connection.socket.accept();
		const closed = new Promise((resolve) => {
			connection.socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
		});
		interlock.cut();
		expect(await closed).toEqual({ code: 1011, reason: "The session's guardrails were interrupted." });
	});

	test("lets answers through, and refusals come from Berth itself", async () => {
		const { interlock, onRefused } = way();
		const connection = await interlock.connect("b");
		if (connection.kind !== "open") throw new Error("not open");
		const { socket } = connection;
		const got: unknown[] = [];
		socket.accept();
		socket.addEventListener("message", ({ data }) => void got.push(JSON.parse(String(data))));
		socket.send('{"id":1,"method":"Page.enable"}');
		await expect.poll(() => got).toEqual([{ id: 1, result: {} }]);
		socket.send('{"id":2,"method":"Network.loadNetworkResource"}');
		socket.send(new TextEncoder().encode('{"id":3,"method":"Network.loadNetworkResource"}'));
		await expect.poll(() => got.length).toBe(3);
		expect(got.slice(1)).toMatchObject([{ id: 2, error: { code: -32_000 } }, { error: { code: -32_700 } }]);
		expect(onRefused.mock.calls).toEqual([["Network.loadNetworkResource"]]);
	});

	test("is the browser's own socket where there are no guardrails", async () => {
		const { connection } = answeringConnection();
		const { interlock } = way(scriptedBrowser({ connect: async () => connection }), false);
		expect(await interlock.connect("b")).toBe(connection);
	});
});
