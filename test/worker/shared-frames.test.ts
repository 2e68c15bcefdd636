import { afterEach, describe, expect, test, vi } from "vitest";
import type { BrowserPort } from "../../src/browser/port.ts";
import type { FramesRequest } from "../../src/domain/frames.ts";
import { ok } from "../../src/domain/result.ts";
import { Admissions } from "../../src/session/admissions.ts";
import { Frames } from "../../src/session/frames/frames.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { OpenDialogs } from "../../src/session/link/open-dialogs.ts";
import { Places } from "../../src/session/relay/places.ts";
import { FrameStream } from "./frame-stream.ts";
import { scriptedBrowser } from "./scripted-browser.ts";

const PNG_1X1 =
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const usual: FramesRequest = {
	format: "png",
	quality: 80,
	width: 640,
	height: 480,
	hasBoxes: false,
	lastId: 0,
	admission: {},
};

interface Command {
	readonly id: number;
	readonly method: string;
	readonly params: Record<string, unknown>;
	readonly sessionId?: string;
}

/** A browser with one page, which says what it was asked, and sends one frame for each screencast. */
class ScriptedScreen {
	readonly commands: Command[] = [];
	readonly sockets: WebSocket[] = [];
	open = 0;
	#lastSession = 0;

	readonly port: BrowserPort = scriptedBrowser({
		connect: async () => {
			const { 0: near, 1: far } = new WebSocketPair();
			far.accept();
			this.open += 1;
			this.sockets.push(far);
			far.addEventListener("message", ({ data }) => this.#answer(far, JSON.parse(String(data)) as Command));
			far.addEventListener("close", () => {
				this.open -= 1;
			});
			return { kind: "open", socket: near };
		},
		targets: async () => ok([{ id: "page", type: "page", url: "about:blank" }]),
	});

	count(method: string): number {
		return this.commands.filter((command) => command.method === method).length;
	}

	#answer(far: WebSocket, command: Command): void {
		const { id, method, sessionId } = command;
		this.commands.push(command);
		if (method === "Target.attachToTarget") this.#lastSession += 1;
		far.send(JSON.stringify({ id, result: { sessionId: `s${this.#lastSession}` } }));
		if (method !== "Page.startScreencast") return;
		const params = { data: PNG_1X1, sessionId: 1, metadata: { timestamp: 1 } };
		far.send(JSON.stringify({ method: "Page.screencastFrame", sessionId, params }));
	}
}

function framesOf(screen: ScriptedScreen, isBrowserAlive = vi.fn(async () => true)) {
	// Frames look at nothing else of a session.
	const session = { state: "running", browserId: "b" } as SessionRecord;
	const store = { session, linkGeneration: 0 };
	const background = () => {};
	return new Frames({
		store,
		browser: screen.port,
		places: new Places(10),
		admissions: new Admissions({ store, usableTokens: async (ids) => new Set(ids), background }),
		dialogs: new OpenDialogs(() => false),
		timeoutMs: 1_000,
		isBrowserAlive,
		background,
	});
}

function view(frames: Frames, request: Partial<FramesRequest> = {}): FrameStream {
	const opened = frames.open({ ...usual, ...request });
	if (!opened.ok) throw new Error(opened.problem.message);
	return new FrameStream(opened.value).read();
}

describe("viewers", () => {
	let frames: Frames | undefined;
	afterEach(() => frames?.end("NormalClosure", "over"));

	test("who see the same share one screencast, and each frame is acknowledged", async () => {
		const screen = new ScriptedScreen();
		frames = framesOf(screen);
		const viewers = [view(frames), view(frames), view(frames, { quality: 10 })];
		for (const viewer of viewers) await expect.poll(() => viewer.frames.length).toBe(1);
		expect(screen.count("Page.startScreencast")).toBe(1);
		expect(screen.count("Page.screencastFrameAck")).toBe(1);
		expect(screen.sockets).toHaveLength(1);
		expect(viewers[0]?.frames[0]).toEqual({ image: PNG_1X1, width: 1, height: 1, timestamp: 1_000 });
	});

	test.each([{ width: 320 }, { height: 240 }, { format: "jpeg" as const }])(
		"who see something else (%o) have a screencast of their own, on the same connection",
		async (other) => {
			const screen = new ScriptedScreen();
			frames = framesOf(screen);
			for (const viewer of [view(frames), view(frames, other)])
				await expect.poll(() => viewer.frames.length).toBe(1);
			expect(screen.count("Page.startScreencast")).toBe(2);
			expect(screen.sockets).toHaveLength(1);
		},
	);

	test("who have all left leave no screencast and no connection", async () => {
		const screen = new ScriptedScreen();
		frames = framesOf(screen);
		expect(screen.sockets).toHaveLength(0);
		const [first, second] = [view(frames), view(frames)];
		await expect.poll(() => second.frames.length).toBe(1);
		await first.leave();
		expect(screen.open).toBe(1);
		expect(screen.count("Target.detachFromTarget")).toBe(0);
		await second.leave();
		await expect.poll(() => screen.open).toBe(0);
		expect(screen.count("Target.detachFromTarget")).toBe(1);
	});

	test("get frames again when the connection drops and the session runs on", async () => {
		const screen = new ScriptedScreen();
		frames = framesOf(screen);
		const viewer = view(frames);
		await expect.poll(() => viewer.frames.length).toBe(1);
		screen.sockets[0]?.close();
		await expect.poll(() => viewer.frames.length).toBe(2);
		expect(screen.sockets).toHaveLength(2);
	});

	test("of a browser that can't be connected to make the session look whether it is there", async () => {
		const screen = new ScriptedScreen();
		const isBrowserAlive = vi.fn(async () => true);
		const connect = vi.spyOn(screen.port, "connect").mockResolvedValueOnce({ kind: "gone" });
		frames = framesOf(screen, isBrowserAlive);
		const viewer = view(frames);
		await expect.poll(() => viewer.frames.length).toBe(1);
		expect(isBrowserAlive).toHaveBeenCalledTimes(1);
		expect(connect).toHaveBeenCalledTimes(2);
	});
});
